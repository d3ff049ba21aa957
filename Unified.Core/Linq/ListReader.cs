using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>The elements of a property that is an array, list or dictionary, and how they are spelled.</summary>
/// <param name="settings">The source.</param>
/// <param name="mistakes">Where refused elements are noted.</param>
internal sealed class ListReader(SourceSettings settings, Mistakes mistakes)
{
    private static readonly Type[] Lists =
    [
        typeof(List<>), typeof(IList<>), typeof(ICollection<>), typeof(IEnumerable<>), typeof(IReadOnlyList<>),
        typeof(IReadOnlyCollection<>), typeof(System.Collections.Immutable.ImmutableArray<>),
        typeof(System.Collections.Immutable.ImmutableList<>), typeof(HashSet<>), typeof(EquatableArray<>),
    ];

    private static readonly Type[] Dictionaries =
        [typeof(Dictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
            typeof(System.Collections.Immutable.ImmutableDictionary<,>), typeof(SortedDictionary<,>)];

    /// <summary>The type of the elements; null when it is no list.</summary>
    public static Type? ElementOf(Type type) => type.IsArray && type.GetArrayRank() == 1 ? type.GetElementType()
        : type.IsGenericType && Lists.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : IsDictionary(type) ? typeof(KeyValuePair<,>).MakeGenericType(type.GetGenericArguments()) : null;

    /// <summary>What a property that is a list holds.</summary>
    /// <param name="property">The property.</param>
    /// <param name="name">Its column.</param>
    /// <param name="depth">How deep its record is.</param>
    public ListColumn Read(PropertyInfo property, string name, int depth) =>
        Read(property.PropertyType, new NullabilityInfoContext().Create(property), new Around(property, name, depth));

    private ListColumn Read(Type type, NullabilityInfo nullability, Around around)
    {
        var arguments = nullability.GenericTypeArguments;
        return IsDictionary(type) ? Entries(type.GetGenericArguments(), arguments, around)
            : Elements(ElementOf(type)!, nullability.ElementType ?? arguments[0], around);
    }

    private static bool IsDictionary(Type type) => type.IsGenericType && Dictionaries.Contains(type.GetGenericTypeDefinition());

    private ListColumn Elements(Type element, NullabilityInfo nullability, Around around)
    {
        if (RecordReader.Nested(element) is { } record)
        {
            return Records(ElementKind.Record, record, nullability, [], "", around);
        }

        var (field, form, shape) = Value("", element, nullability, around);
        return new ListColumn(new ListElement(ElementKind.Value, [field]), form, shape);
    }

    private ListColumn Entries(Type[] types, NullabilityInfo[] arguments, Around around)
    {
        if (types[0] != typeof(string))
        {
            Refuse(around, $"the keys of a dictionary are text in JSON; these are {types[0].Name}.", "Declare them as string.");
        }

        var key = new Field(ListElement.Key, DataType.String);
        var keyShape = KeyValuePair.Create<string, Shape>(ListElement.Key, new ValueShape(new ColumnExpr(key.Name, key.Type)));
        if (RecordReader.Nested(types[1]) is { } record)
        {
            var entries = Records(ElementKind.Entry, record, arguments[1], [key], ListElement.Value, around);
            return entries with { Shape = new RecordShape([keyShape, KeyValuePair.Create(ListElement.Value, entries.Shape)]) };
        }

        var (value, form, shape) = Value(ListElement.Value, types[1], arguments[1], around);
        return new ListColumn(new ListElement(ElementKind.Entry, [key, value]), form,
            new RecordShape([keyShape, KeyValuePair.Create(ListElement.Value, shape)]));
    }

    private ListColumn Records(ElementKind kind, Type record, NullabilityInfo nullability, IEnumerable<Field> before, string path,
        Around around)
    {
        if (nullability.ReadState == NullabilityState.Nullable)
        {
            Refuse(around, "its elements are records that may be null.",
                "Declare the elements as not null; an event with a null among them is quarantined.");
        }

        var inner = new RecordReader(settings, mistakes, around.Depth + 1);
        var shape = inner.Read(record, path);
        return new ListColumn(new ListElement(kind, [.. before, .. inner.Columns]), [.. inner.Forms.Where(f => !f.IsPlain)], shape);
    }

    private (Field Field, EquatableArray<ColumnForm> Forms, Shape Shape) Value(string name, Type type, NullabilityInfo nullability,
        Around around)
    {
        var nullable = nullability.ReadState == NullabilityState.Nullable;
        if (ElementOf(type) is not null)
        {
            var list = Read(type, nullability, around);
            var column = new ColumnExpr(name, DataType.List(list.Element).WithNull(nullable));
            return (new Field(name, column.Type), list.Forms.Length == 0 ? [] : [new ColumnForm(name) { Elements = list.Forms }],
                new ListShape(column, list.Shape));
        }

        var read = mistakes.Try<DataType?>(() => ClrTypes.Element(type, around.Property, around.Node(settings)), () => null)
            ?? DataType.Int64;
        var field = new Field(name, read.Kind == TypeKind.String ? read.WithNull(nullable) : read);
        // How times and numbers are written is said for the source.
        var form = RecordReader.Spelled(new ColumnForm(name), read, settings.Json);
        return (field, form.IsPlain ? [] : [form], new ValueShape(new ColumnExpr(name, field.Type)));
    }

    private void Refuse(Around around, string reason, string wayOut) =>
        mistakes.Add(new DefinitionMistake("UNI0001", around.Node(settings), reason, wayOut));

    /// <summary>Where a list stands.</summary>
    private sealed record Around(PropertyInfo Property, string Name, int Depth)
    {
        public string Node(SourceSettings source) => $"source '{source.Name}', column '{Name}'";
    }
}

/// <summary>A column that is a list.</summary>
/// <param name="Element">What it holds.</param>
/// <param name="Forms">How fields of its elements are spelled.</param>
/// <param name="Shape">An element over columns that are named as its fields.</param>
internal sealed record ListColumn(ListElement Element, EquatableArray<ColumnForm> Forms, Shape Shape);
