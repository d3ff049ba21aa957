using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// The columns of a record type, those of records in it by the path of properties that leads to them: <c>Customer.Address.City</c>.
/// </summary>
internal sealed class RecordReader(SourceSettings settings, Mistakes mistakes, int depth = 0)
{
    private const int DeepestRecord = 8;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The columns that are not refused.</summary>
    public List<Field> Columns { get; } = [];

    /// <summary>How each is spelled.</summary>
    public List<ColumnForm> Forms { get; } = [];

    /// <summary>The names of all columns, refused ones too.</summary>
    public List<string> Names { get; } = [];

    /// <summary>
    /// What a lambda over the record sees: refused columns are there too, so that whatever uses them is not refused again.
    /// </summary>
    public RecordShape Read() => Read(settings.RecordType, "");

    /// <summary>What a lambda over a record sees whose columns begin with a path that is no JSON field.</summary>
    public RecordShape Read(Type record, string path)
    {
        var row = Read(record, path, [], []);
        foreach (var twice in Forms.GroupBy(f => f.Path).Where(g => g.Count() > 1))
        {
            mistakes.Add(new DefinitionMistake("UNI0064", $"source '{settings.Name}', column '{twice.Last().Column}'",
                $"it and '{twice.First().Column}' are read from one JSON field, {string.Join('.', twice.Key)}.",
                "Give one of them another [JsonPropertyName]."));
        }

        return row;
    }

    // The nullable records around the column are absent or there.
    private RecordShape Read(Type record, string path, ImmutableArray<string> json, ImmutableArray<ColumnExpr> around)
    {
        var parameters = record.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        var members = new List<KeyValuePair<string, Shape>>();
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null).OrderBy(p =>
                p.MetadataToken))
        {
            var parameter = parameters.FirstOrDefault(x => x.Name == property.Name);
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var at = json.Add(JsonName(property, parameter));
            members.Add(KeyValuePair.Create<string, Shape>(property.Name, Nested(property) is { } inner
                ? Record(inner, property, name, at, around)
                : ListReader.ElementOf(property.PropertyType) is not null ? List(property, name, at, around)
                : Column(property, parameter, name, at, around)));
        }

        return new RecordShape([.. members]) { Presence = around.Length == 0 ? null : around[^1] };
    }

    private RecordShape Record(Type type, PropertyInfo property, string name, ImmutableArray<string> at, ImmutableArray<ColumnExpr> around)
    {
        if (at.Length + depth > DeepestRecord)
        {
            mistakes.Add(new DefinitionMistake("UNI0064", $"source '{settings.Name}', column '{name}'",
                $"records are nested more than {DeepestRecord} deep.", "A record cannot hold itself; flatten what is deeper."));
            return new RecordShape([]);
        }

        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && _nullability.Create(property).ReadState == NullabilityState.Nullable);
        if (!nullable)
        {
            // Required, but inside of a record that may be missing.
            return Read(type, name, at, around) with { Presence = null };
        }

        Columns.Add(new Field(name, DataType.Boolean));
        Names.Add(name);
        Forms.Add(new ColumnForm(name) { Path = [.. at], Presence = true, IgnoreCase = settings.Json.IgnoreCase });
        return Read(type, name, at, around.Add(new ColumnExpr(name, DataType.Boolean)));
    }

    private Shape List(PropertyInfo property, string name, ImmutableArray<string> at, ImmutableArray<ColumnExpr> around)
    {
        Names.Add(name);
        if (at.Length + depth > DeepestRecord)
        {
            mistakes.Add(new DefinitionMistake("UNI0064", $"source '{settings.Name}', column '{name}'",
                $"records are nested more than {DeepestRecord} deep.", "A record cannot hold itself; flatten what is deeper."));
            return new ValueShape(new PoisonExpr(DataType.Int64));
        }

        var list = new ListReader(settings, mistakes).Read(property, name, depth + at.Length);
        var type = DataType.List(list.Element).WithNull(_nullability.Create(property).ReadState == NullabilityState.Nullable);
        var column = new ColumnExpr(name, around.Length == 0 ? type : type.AsNullable());
        Columns.Add(new Field(name, column.Type));
        Forms.Add(new ColumnForm(name)
        {
            Path = [.. at],
            IgnoreCase = settings.Json.IgnoreCase,
            Required = around.Length > 0 && !type.Nullable,
            Elements = list.Forms,
        });
        return new ListShape(column, list.Shape);
    }

    private ValueShape Column(PropertyInfo property, ParameterInfo? parameter, string name, ImmutableArray<string> at,
        ImmutableArray<ColumnExpr> around)
    {
        Names.Add(name);
        if (mistakes.Try<DataType?>(() => ClrTypes.Column(property, parameter, settings.Name), () => null) is not { } type)
        {
            return new ValueShape(new PoisonExpr(DataType.Timestamp));
        }

        var column = new ColumnExpr(name, around.Length == 0 ? type : type.AsNullable());
        Columns.Add(new Field(name, column.Type));
        var unit = (property.GetCustomAttribute<UnixTimeAttribute>() ?? parameter?.GetCustomAttribute<UnixTimeAttribute>())?.Unit;
        Forms.Add(Spelled(new ColumnForm(name)
        {
            Path = [.. at],
            Required = around.Length > 0 && !type.Nullable,
            Default = Default(parameter, type, name),
        }, type, settings.Json, unit));
        return new ValueShape(Inside(column, type, around));
    }

    /// <summary>How a source spells values of a type.</summary>
    internal static ColumnForm Spelled(ColumnForm form, DataType type, JsonForm json, UnixTimeUnit? unit = null) => form with
    {
        UnixTime = type.Kind != TypeKind.Timestamp ? null : unit ?? json.Times,
        NumbersInText = json.NumbersInText && (type.IsInteger || type.IsFloating || type.Kind == TypeKind.Decimal),
        TextOfNumbers = json.TextOfNumbers && type.Kind == TypeKind.String,
        IgnoreCase = json.IgnoreCase,
    };

    // A member of a record that is missing is an error of the event, as in C#.
    private static Expr Inside(ColumnExpr column, DataType type, ImmutableArray<ColumnExpr> around)
    {
        if (around.Length == 0)
        {
            return column;
        }

        if (!type.Nullable)
        {
            return ExpressionBuilder.Call(Logic.Value, [column], column.Name);
        }

        var missing = Cast.To(ExpressionBuilder.Call(Logic.Value, [new ConstantExpr(null, type)], column.Name), type);
        return ExpressionBuilder.Call(Logic.If, [around[^1], column, missing], column.Name);
    }

    private string? Default(ParameterInfo? parameter, DataType type, string name)
    {
        if (parameter is not { HasDefaultValue: true } || parameter.DefaultValue is null)
        {
            return null;
        }

        var clr = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return mistakes.Try<string?>(
            () => CarrierText.Format(type, ClrValues.FromClr(clr.IsEnum ? Enum.ToObject(clr, parameter.DefaultValue)
                : parameter.DefaultValue,
                type)),
            () => null) ?? throw new InternalException($"The default of {name} has no text.");
    }

    private string JsonName(PropertyInfo property, ParameterInfo? parameter) =>
        (property.GetCustomAttribute<JsonPropertyNameAttribute>() ?? parameter?.GetCustomAttribute<JsonPropertyNameAttribute>())?.Name
        ?? settings.Json.Names switch
        {
            JsonNames.CamelCase => JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            JsonNames.SnakeCase => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
            JsonNames.KebabCase => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name),
            _ => property.Name,
        };

    // A type of the author's own that no column can hold is a record of columns.
    private static Type? Nested(PropertyInfo property) => Nested(property.PropertyType);

    /// <summary>The record that a type is, or null.</summary>
    internal static Type? Nested(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return ClrTypes.TryMap(type) is null && !type.IsEnum && !type.IsArray && !type.IsGenericType && !type.IsInterface
            && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
            && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Length > 0 ? type : null;
    }
}
