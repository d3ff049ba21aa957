using System.Runtime.CompilerServices;
using System.Text;
using Unified.Aggregates;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Aggregates;

/// <summary>
/// What rows hold of each aggregate, for ever: rows of an older program are merged with those of a newer one. A difference here is a new
/// aggregate under a new name, never a new meaning of an old one.
/// </summary>
[TestClass]
public sealed class StateFormatTests
{
    /// <summary>Set it to 1 to write the file anew, then read the difference.</summary>
    private const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    private static readonly (DataType Type, object?[] Values)[] Values =
    [
        (DataType.Int32, [7, -7, 300, 7]), (DataType.UInt64.AsNullable(), [null, ulong.MaxValue, 0ul]),
        (DataType.Decimal(9, 2), [(Int128)150, (Int128)(-1)]),
        (DataType.Double.AsNullable(), [0.1, null, -0.0, -2.5, double.NaN, double.PositiveInfinity, 5e-324]),
        (DataType.Single, [0.5f, -3f]), (DataType.String, ["b", "\U00010000", "\uE000"]), (DataType.Boolean, [true, false]),
        (DataType.Timestamp, [1L, -1L]), (DataType.Guid, [(Int128)1]),
    ];

    [TestMethod]
    public void The_states_of_fixed_values_are_those_of_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var function in AggregateCatalogue.All)
        {
            if (function.ResultType(null) is not null)
            {
                Append(text, KernelFold.Call(function, null), PlainEvent.Of([0, 0]));
            }

            foreach (var (type, values) in Values.Where(v => function.ResultType(v.Type) is not null))
            {
                Append(text, KernelFold.Call(function, type, DataType.Int64),
                    [.. values.Select((v, i) => new PlainEvent(v, (long)(i / 2), Partition: i % 2, Offset: 10 - i))]);
            }
        }

        var file = Path.Combine(Folder(), "states.golden.txt");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(file, text.ToString());
        }

        Assert.AreEqual(File.ReadAllText(file).ReplaceLineEndings("\n"), text.ToString());
    }

    private static void Append(StringBuilder text, AggregateCall call, IReadOnlyList<PlainEvent> events)
    {
        // A second value has the type of the first where that is asked for.
        events = call.Function.HasSecond && call.By!.Type != DataType.Int64 ? [.. events.Select(e => e with { By = e.Value })] : events;
        var states = string.Join(", ", call.States.Select(s => $"{s.Name[3..]}: {s.TypeText}"));
        text.Append(call).Append(" of ").Append(call.Argument?.Type).Append(" (").Append(states).Append(") = ")
            .Append(new KernelFold(call).Take(events).Print()).Append('\n');
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
