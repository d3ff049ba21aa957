using Unified.Definition;

namespace Unified.Core.Tests.Expressions;

/// <summary>What a job author may bring along.</summary>
internal static class UserFunctions
{
    [Deterministic]
    public static int Twice(int value) => value * 2;

    [Deterministic]
    public static string Shout(string text) => text.ToUpperInvariant() + "!";

    [Deterministic]
    public static string? OrNull(string text) => text.Length > 3 ? text : null;

    [Deterministic]
    public static DateTime NextDay(DateTime time) => time.AddDays(1);

    [Deterministic]
    public static DateTime? MaybeNext(DateTime time) => time.Hour > 12 ? time.AddDays(1) : null;

    [Deterministic]
    public static long Cents(decimal price) => (long)(price * 100m);

    [Deterministic]
    public static int? Maybe(int? value) => value > 10 ? value * 3 : null;

    /// <summary>Says that it is never null, and is.</summary>
    [Deterministic]
    public static string Liar(string text) => text.Length > 3 ? text : null!;

    [Deterministic]
    public static int SizeOf<T>(int value) where T : struct => value + System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    [Deterministic]
    public static decimal Money(int value) => value;

    [Deterministic]
    [return: Precision(12, 4)]
    public static decimal Rate(string symbol) => symbol.Length * 0.0061m;

    [Deterministic]
    [return: Precision(20, 4)]
    public static decimal? Half(int value) => value < 0 ? null : value / 2m;

    [Deterministic]
    [return: Precision(4, 1)]
    public static decimal Tenths(decimal value) => value;

    [Deterministic]
    public static double Root(int value) => Math.Sqrt(value) / 3;

    [Deterministic]
    public static int OfDecimal(decimal? value) => value is null ? 0 : 1;

    public static int NotMarked(int value) => value;
}
