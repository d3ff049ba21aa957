using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>
/// Lists of values, lists of records and maps as the text of a list: <see cref="ListText"/>. Each field of an element is converted as a
/// column of its own would be.
/// </summary>
internal sealed class ListConversion : ColumnConversion
{
    private readonly ListElement _element;
    private readonly ElementField[] _fields;

    public ListConversion(string file, Field column, IArrowType found, IArrowType type, ColumnForm? form)
        : base(file, column, found, type)
    {
        _element = column.Type.Element!;
        var spelled = form ?? new ColumnForm(column.Name);
        _fields = [.. _element.Fields.Select(f => Find(f, ListForms.Of(_element, f, spelled)))];
    }

    /// <summary>True for what has elements.</summary>
    public static bool Takes(IArrowType type) => type is ListType or LargeListType or MapType;

    protected override IArrowArray ConvertValues(IArrowArray array, long firstRow)
    {
        using var from = array;
        var (inside, bounds) = Elements(array);
        // A copy: conversions take over what they are given, and these are the list's.
        var elements = ArrowArrayFactory.BuildArray(Copy(inside.Data));
        var values = _fields.Select(f => f.Read(elements)).ToArray();
        var list = new ListTextWriter(_element);
        var texts = ColumnWriter.For(Column.Type);
        for (var row = 0; row < array.Length; row++)
        {
            if (array.IsNull(row))
            {
                texts.Null();
                continue;
            }

            list.Begin();
            for (var at = bounds(row); at < bounds(row + 1); at++)
            {
                if (_element.Kind == ElementKind.Record && elements.IsNull(at))
                {
                    throw Wrong(firstRow + row, "an element that is null", "is no record. Leave it out, or fill it in.");
                }

                list.BeginElement();
                for (var i = 0; i < _fields.Length; i++)
                {
                    ArrowValue.Copy(values[i], at, _element.Fields[i].Type, list.Fields[i]);
                }

                list.EndElement();
            }

            list.End();
            texts.Text(list.Text);
        }

        return texts.Build();
    }

    private static (IArrowArray Elements, Func<int, int> Bounds) Elements(IArrowArray array) => array switch
    {
        MapArray map => (map.KeyValues, row => map.ValueOffsets[row]),
        ListArray list => (list.Values, row => list.ValueOffsets[row]),
        LargeListArray list => (list.Values, row => checked((int)list.ValueOffsets[row])),
        _ => throw new InternalException($"A {array.GetType().Name} is no list."),
    };

    private static ArrayData Copy(ArrayData data) => new(data.DataType, data.Length, data.NullCount, data.Offset,
        [.. data.Buffers.Select(b => new ArrowBuffer(b.Memory.ToArray()))], data.Children?.Select(Copy).ToArray(),
        data.Dictionary is null ? null : Copy(data.Dictionary));

    private ElementField Find(Field field, ColumnForm form)
    {
        var type = Found switch
        {
            MapType map => map.KeyValueType,
            ListType list => list.ValueDataType,
            LargeListType list => list.ValueDataType,
            _ => throw new InternalException($"A {Found.Name} is no list."),
        };
        var path = new List<int>();
        var names = Names(field, form);
        foreach (var (step, name) in names.Index())
        {
            if (type is not StructType record)
            {
                throw Refuse(field, $"its elements are {Name(type)}, not records");
            }

            var at = Index(record, name, form.IgnoreCase);
            if (at < 0)
            {
                return field.Type.Nullable && step == names.Count - 1 ? new ElementField([], null, 0)
                    : throw Refuse(field, $"its elements have no '{string.Join('.', names.Take(step + 1))}'");
            }

            path.Add(at);
            type = record.Fields[at].DataType;
        }

        if (form.Presence && type is StructType)
        {
            return new ElementField([.. path], null, path.Count);
        }

        var column = new Field(ListElement.Column(Column.Name + "[]", field.Name), field.Type);
        return new ElementField([.. path], For(File, column, type, form), path.Count);
    }

    // As they are written in the file: the fields of JSON, which are the properties where nothing else is said.
    private IReadOnlyList<string> Names(Field field, ColumnForm form) => _element.Kind switch
    {
        ElementKind.Value => [],
        ElementKind.Record => form.Path,
        _ when field.Name == ListElement.Key => [Key],
        _ when field.Name == ListElement.Value => [Value],
        _ => [Value, .. form.Path],
    };

    private const string Key = "key";
    private const string Value = "value";

    private static int Index(StructType record, string name, bool ignoreCase)
    {
        var exact = record.GetFieldIndex(name);
        return exact >= 0 || !ignoreCase ? exact
            : record.GetFieldIndex(name, StringComparer.OrdinalIgnoreCase);
    }

    private DataException Refuse(Field field, string reason) => new(
        $"File '{File}', column '{Column.Name}': {reason}, and the list holds {field}. "
        + "Write the field, or declare the property nullable; a list of older files may also lie in a dataset of its own.");

    /// <summary>One field of the elements.</summary>
    /// <param name="Path">The places of the fields that lead to it.</param>
    /// <param name="Conversion">How its values are converted; null when it has none of its own.</param>
    /// <param name="Depth">How many records lead to it when it says whether the last is there; 0 when it is in no file.</param>
    private sealed record ElementField(int[] Path, ColumnConversion? Conversion, int Depth)
    {
        public IArrowArray Read(IArrowArray elements)
        {
            var array = elements;
            foreach (var at in Path)
            {
                array = ((StructArray)array).Fields[at];
            }

            if (Conversion is not null)
            {
                return Conversion.Convert(array, 0);
            }

            var there = ColumnWriter.For(DataType.Boolean);
            for (var row = 0; row < elements.Length; row++)
            {
                if (Depth == 0)
                {
                    there.Null();
                }
                else
                {
                    there.Boolean(array.IsValid(row));
                }
            }

            return there.Build();
        }
    }
}
