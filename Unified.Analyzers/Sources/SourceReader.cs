using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Sources;

/// <summary>Checks a source where it is made, as the plan's <c>SourceReader</c> and <c>SourceBuilder</c> do.</summary>
internal sealed class SourceReader(Report report)
{
    private const string Characters = "has other characters than letters, digits, '_', '-' and '.'.";

    /// <summary>Reads <c>new Source&lt;T&gt; { ... }</c>.</summary>
    public void Read(IObjectCreationOperation made)
    {
        if (Definitions.Of(made.Type) != Definitions.Source || made.Initializer is null
            || made.Type is not INamedTypeSymbol { TypeArguments: [var record] })
        {
            return;
        }

        var settings = Settings(made.Initializer);
        var node = $"source '{Name(settings)}'";
        Values(settings, node);
        if (settings.ContainsKey("History") != settings.ContainsKey("HistoryUntil")
            && !settings.Values.Any(v => v.IsNull()))
        {
            Add("UNI0024", settings.TryGetValue("History", out var history) ? history : settings["HistoryUntil"], node,
                "History and HistoryUntil belong together.", "Set both or neither.");
        }

        if (record.TypeKind != TypeKind.TypeParameter)
        {
            new RecordReader(report, node, made.Syntax).Read(record);
            if (settings.TryGetValue("EventTime", out var time) && time.Lambda() is { } lambda)
            {
                EventTime(lambda, record, node);
            }
        }
    }

    /// <summary>Reads <c>source with { ... }</c>.</summary>
    public void Read(IWithOperation changed)
    {
        if (Definitions.Of(changed.Type) == Definitions.Source && changed.Initializer is { } initializer)
        {
            var settings = Settings(initializer);
            Values(settings, $"source '{Name(settings)}'");
        }
    }

    private static Dictionary<string, IOperation> Settings(IObjectOrCollectionInitializerOperation initializer)
    {
        var settings = new Dictionary<string, IOperation>(StringComparer.Ordinal);
        foreach (var assignment in initializer.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property.Name: var name })
            {
                settings[name] = assignment.Value;
            }
        }

        return settings;
    }

    private static string Name(Dictionary<string, IOperation> settings) => Constant<string>(settings, "Name")
        ?? Constant<string>(settings, "Topic") ?? "";

    private static T? Constant<T>(Dictionary<string, IOperation> settings, string name)
        where T : class =>
        settings.TryGetValue(name, out var value) && value.ConstantValue is { HasValue: true, Value: T constant } ? constant : null;

    private void Values(Dictionary<string, IOperation> settings, string node)
    {
        var named = settings.ContainsKey("Name");
        if (Constant<string>(settings, "Topic") is { } topic && !IsName(topic, 249))
        {
            Add("UNI0020", settings["Topic"], node, $"the topic '{topic}' {Characters}", "Give the name of a Kafka topic.");
        }

        if (Constant<string>(settings, named ? "Name" : "Topic") is { } name && !IsName(name, 200))
        {
            Add("UNI0020", settings[named ? "Name" : "Topic"], node, $"the name {Characters}", "Rename it.");
        }

        if (Number(settings, "Partitions") is { } partitions and not (>= 1 and <= 10_000))
        {
            Add("UNI0021", settings["Partitions"], node, Text($"{partitions} partitions are out of range."), "Use 1 to 10,000.");
        }

        if (Number(settings, "EpochLength") is { } length && (length is < 16 or > 1L << 30 || (length & (length - 1)) != 0))
        {
            Add("UNI0022", settings["EpochLength"], node, Text($"the epoch length {length} is not a power of two from 16 to 2^30."),
                "Use 65536, for example.");
        }

        if (Constant<string>(settings, "TimeZone") is { } zone && zone != "UTC")
        {
            Add("UNI0023", settings["TimeZone"], node, $"time zone '{zone}' is not supported yet.",
                "Use UTC, and cut local days with Window.Day(time, \"Europe/Berlin\").");
        }

        if (settings.TryGetValue("HistoryUntil", out var until) && HasTimeOfDay(until.Unconverted()))
        {
            Add("UNI0024", until, node, "HistoryUntil is not a midnight.", "Give the first day that the live log owns.");
        }
    }

    // new DateTime(2024, 1, 1, 1, 0, 0): a number behind year, month and day that is not zero.
    private static bool HasTimeOfDay(IOperation until) => until is IObjectCreationOperation made
        && made.Type?.SpecialType == SpecialType.System_DateTime && made.Arguments.Length > 3
        && made.Arguments.Skip(3).Any(a => a.Value.Type?.SpecialType == SpecialType.System_Int32
            && a.Value.ConstantValue is { HasValue: true, Value: not 0 });

    private void EventTime(IAnonymousFunctionOperation lambda, ITypeSymbol record, string node)
    {
        var shape = new ExpressionReader(report).Read(lambda, new EventShape(record, null));
        var body = lambda.Result()?.Bare();
        if (body is IPropertyReferenceOperation { Property.Name: "UtcDateTime", Instance: { } instant }
            && instant.Type.Name() == "System.DateTimeOffset")
        {
            body = instant;
        }

        var isColumn = body is IPropertyReferenceOperation { Instance: { } owner } && Kinds.Of(owner.Type) is null
            && Kinds.Of(body.Type) == Kinds.Timestamp && !Kinds.IsNullableValue(body.Type);
        if (!isColumn && body is not null && shape is ValueShape { Kind: not null })
        {
            Add("UNI0027", lambda, node, "the event time is not a DateTime column.",
                "Name a time column that is not nullable: EventTime = e => e.SomeDateTime. Where the JSON has a number since 1970, declare "
                + "the column as DateTime all the same, with [UnixTime(UnixTimeUnit.Milliseconds)] before it or Times in the source's "
                + "Json.");
        }
    }

    private static long? Number(Dictionary<string, IOperation> settings, string name) => settings.TryGetValue(name, out var value)
        && value.ConstantValue is { HasValue: true, Value: int or long } constant
        ? Convert.ToInt64(constant.Value, CultureInfo.InvariantCulture) : null;

    private static bool IsName(string name, int longest) =>
        name.Length > 0 && name.Length <= longest && name.All(c => c < 128 && (char.IsLetterOrDigit(c) || c is '_' or '-' or '.'));

    private void Add(string code, IOperation at, string node, string reason, string wayOut) =>
        report.Add(new Refusal(code, at.Syntax.GetLocation(), node, reason, wayOut));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
