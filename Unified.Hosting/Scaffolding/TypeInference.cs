using Apache.Arrow.Types;
using Unified.Types;

namespace Unified.Hosting.Scaffolding;

/// <summary>Finds the types that all values of a sample fit. Not thread-safe.</summary>
internal sealed class TypeInference
{
    // Names that are data, not fields: so many that no author has written a record of them.
    private const int MostFields = 64;

    private static readonly HashSet<string> TimeWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "time", "timestamp", "ts", "at", "date", "datetime", "epoch", "created", "updated", "modified", "occurred", "when", "millis", "ms",
    };

    private readonly List<(string Path, string Reason)> _leftOut = [];
    private bool _textOfNumbers;

    private TypeInference()
    {
    }

    /// <summary>The types of records.</summary>
    /// <param name="records">What was seen of them.</param>
    /// <param name="declared">The types that the file itself says its columns have; null when it says none.</param>
    public static Inference Of(JsonSample records, StructType? declared)
    {
        var inference = new TypeInference();
        return new Inference(inference.Record(records, declared, ""), inference._textOfNumbers, inference._leftOut);
    }

    private RecordType Record(JsonSample sample, StructType? declared, string path) => new(
    [
        .. Names(sample, declared).Select(name => Field(name, sample, declared?.Fields.FirstOrDefault(f => f.Name == name)?.DataType, path))
            .OfType<CodeField>(),
    ]);

    private static IEnumerable<string> Names(JsonSample sample, StructType? declared) =>
        declared is null ? sample.Fields.Select(f => f.Name) : declared.Fields.Select(f => f.Name);

    private CodeField? Field(string name, JsonSample parent, IArrowType? declared, string path)
    {
        var (sample, full) = (parent.Field(name), path.Length == 0 ? name : $"{path}.{name}");
        var type = Type(sample, declared, full);
        return type is null ? null : new CodeField(name, type, sample.Values < parent.Objects);
    }

    private CodeType? Type(JsonSample sample, IArrowType? declared, string path) => declared switch
    {
        null => Seen(sample, path),
        StructType type => NotEmpty(Record(sample, type, path), path),
        Apache.Arrow.Types.MapType map => Element(sample, map.ValueField.DataType, path, map: true),
        Apache.Arrow.Types.ListType list => Element(sample.Elements ?? new JsonSample(), list.ValueDataType, path, map: false),
        NullType => ScalarType.Text,
        _ => DeclaredType.Of(declared) is { } scalar ? scalar : LeaveOut(path, $"is {declared.Name}, which no source reads"),
    };

    private CodeType? Seen(JsonSample sample, string path)
    {
        var kinds = new[] { sample.Objects, sample.Lists, sample.Booleans + sample.Numbers.Count + sample.Texts.Count }.Count(n => n > 0);
        return kinds > 1 ? LeaveOut(path, "is an object or a list in some records and something else in others")
            : sample.Objects > 0 ? IsMap(sample) ? Element(sample, null, path, map: true) : NotEmpty(Record(sample, null, path), path)
            : sample.Lists > 0 ? Element(sample.Elements!, null, path, map: false)
            : Scalar(sample, path);
    }

    private CodeType? Scalar(JsonSample sample, string path)
    {
        if (new[] { sample.Booleans, sample.Numbers.Count, sample.Texts.Count }.Count(n => n > 0) > 1)
        {
            _textOfNumbers = true;
            return ScalarType.Text;
        }

        if (sample.Booleans > 0)
        {
            return new ScalarType("bool");
        }

        if (sample.Numbers.Count == 0)
        {
            return sample.Texts.Type;
        }

        return sample.Numbers.UnixTime is { } unit && Identifiers.Words(path.Split('.')[^1]).Any(TimeWords.Contains)
            && !path.EndsWith(']')
            ? ScalarType.Time with { Attribute = $"UnixTime(UnixTimeUnit.{unit})" }
            : sample.Numbers.Type is { } number ? number
            : LeaveOut(path, "has numbers that no double holds");
    }

    private CodeType? Element(JsonSample sample, IArrowType? declared, string path, bool map)
    {
        var values = map ? sample.AllFields() : sample;
        var type = Type(values, declared, path + "[]");
        return type switch
        {
            null => null, // Said already.
            Scaffolding.ListType or Scaffolding.MapType => LeaveOut(path, "holds lists of lists"),
            RecordType when values.Nulls > 0 => LeaveOut(path, "holds records of which some are null"),
            _ when map => new Scaffolding.MapType(type, values.Nulls > 0),
            _ => new Scaffolding.ListType(type, values.Nulls > 0),
        };
    }

    private static bool IsMap(JsonSample sample)
    {
        var fields = sample.Fields.Select(f => f.Sample).ToList();
        return fields.Count > MostFields
            && fields.All(f => f.Values + f.Nulls < sample.Objects && f.Objects + f.Lists == 0);
    }

    private CodeType? NotEmpty(RecordType record, string path) =>
        record.Fields.Count > 0 ? record : LeaveOut(path, "is an object without fields");

    private CodeType? LeaveOut(string path, string reason)
    {
        _leftOut.Add((path, reason));
        return null;
    }
}
