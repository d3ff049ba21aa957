using System.Linq.Expressions;

namespace Unified.Core.Tests.Oracle;

/// <summary>A row and what a <c>let</c> made of it.</summary>
public sealed record Let<TRow, TValue>(TRow Row, TValue Value);

public sealed record Row1<T0>(T0 C0);

public sealed record Row2<T0, T1>(T0 C0, T1 C1);

public sealed record Row3<T0, T1, T2>(T0 C0, T1 C1, T2 C2);

public sealed record Row4<T0, T1, T2, T3>(T0 C0, T1 C1, T2 C2, T3 C3);

public sealed record Row5<T0, T1, T2, T3, T4>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4);

public sealed record Row6<T0, T1, T2, T3, T4, T5>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4, T5 C5);

public sealed record Row7<T0, T1, T2, T3, T4, T5, T6>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4, T5 C5, T6 C6);

public sealed record Row8<T0, T1, T2, T3, T4, T5, T6, T7>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4, T5 C5, T6 C6, T7 C7);

public sealed record Row9<T0, T1, T2, T3, T4, T5, T6, T7, T8>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4, T5 C5, T6 C6, T7 C7, T8 C8);

public sealed record Row10<T0, T1, T2, T3, T4, T5, T6, T7, T8, T9>(T0 C0, T1 C1, T2 C2, T3 C3, T4 C4, T5 C5, T6 C6, T7 C7, T8 C8, T9 C9);

/// <summary>Rows of any types, with columns C0, C1, and so on: what anonymous objects are to an author.</summary>
internal static class AnyRow
{
    public const int MostColumns = 10;

    private static readonly Type[] Types =
    [
        typeof(Row1<>),
        typeof(Row2<,>),
        typeof(Row3<,,>),
        typeof(Row4<,,,>),
        typeof(Row5<,,,,>),
        typeof(Row6<,,,,,>),
        typeof(Row7<,,,,,,>),
        typeof(Row8<,,,,,,,>),
        typeof(Row9<,,,,,,,,>),
        typeof(Row10<,,,,,,,,,>),
    ];

    /// <summary>The type of rows with columns of these types.</summary>
    public static Type Of(IReadOnlyList<Type> columns) => Types[columns.Count - 1].MakeGenericType([.. columns]);

    /// <summary>A row of values.</summary>
    public static NewExpression New(IReadOnlyList<Expression> values) =>
        Expression.New(Of([.. values.Select(v => v.Type)]).GetConstructors()[0], values);
}
