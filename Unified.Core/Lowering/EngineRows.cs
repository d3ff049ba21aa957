using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Errors;
using Unified.Plans;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>
/// Rows as an engine gives them in Arrow, made rows as the native engine has them. Columns come in the order of
/// <see cref="RowLayout.Columns"/>: values as the numbers of their carriers, 128-bit integers as decimals, Guids as text; maps and lists as
/// such. Stateless; thread-safe.
/// </summary>
public static class EngineRows
{
    /// <summary>The rows of a batch; the caller disposes of both.</summary>
    /// <exception cref="DataException">A state has more values than it holds.</exception>
    public static RecordBatch Read(RowLayout layout, RecordBatch rows)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(rows);
        var columns = layout.Columns;
        var arrays = columns.Select((column, i) => Read(column, rows.Column(i), rows.Length)).ToArray();
        return new RecordBatch(ArrowTypes.Schema(columns), arrays, rows.Length);
    }

    private static IArrowArray Read(RowColumn column, IArrowArray from, int length)
    {
        var writer = column.NewWriter();
        for (var row = 0; row < length; row++)
        {
            Append(column, writer, from, row);
        }

        return writer.Build();
    }

    private static void Append(RowColumn column, ColumnWriter writer, IArrowArray from, int row)
    {
        switch (column)
        {
            case BinsState:
                ((BinsColumnWriter)writer).Append([.. Entries((MapArray)from, row, DataType.Int32)
                    .Select(e => KeyValuePair.Create((int)e.Key, e.Value)).OrderBy(e => e.Key)]);
                break;
            case CountsState counts:
                ((CountsColumnWriter)writer).Append(Bounded(column, Entries((MapArray)from, row, counts.Of)));
                break;
            case SetState set:
                ((SetColumnWriter)writer).Append(Bounded(column, Items((ListArray)from, row)
                    .Select(i => EngineValue.Of(i.Values, i.Row, set.Of)!)));
                break;
            case RankedState ranked:
                Events((RankedColumnWriter)writer, (ListArray)from, row, ranked.By, ranked.Of);
                break;
            case RankedListState list:
                Events((RankedColumnWriter)writer, (ListArray)from, row, list.By, list.Of);
                break;
            case { Value: { } type }:
                writer.Value(EngineValue.Of(from, row, type));
                break;
            default:
                throw new InternalException($"No engine gives state {column}.");
        }
    }

    private static void Events(RankedColumnWriter writer, ListArray from, int row, DataType by, DataType value)
    {
        foreach (var (values, at) in Items(from, row))
        {
            var fields = ((StructArray)values).Fields;
            int Number(int field) => (int)EngineValue.Of(fields[field], at, DataType.Int32)!;
            writer.Add(EngineValue.Of(fields[0], at, OrderedBits.Type(by))!, Number(1), Number(2),
                (long)EngineValue.Of(fields[3], at, DataType.Int64)!, Number(4), EngineValue.Of(fields[5], at, value)!);
        }

        writer.End();
    }

    private static List<T> Bounded<T>(RowColumn column, IEnumerable<T> values)
    {
        var all = values.ToList();
        return all.Count <= SetState.MaxValues ? all : throw new DataException(
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"State '{column.Name}' has {all.Count} distinct values, more than {SetState.MaxValues}. ")
            + "Count fewer, or split the group by a finer key.");
    }

    private static IEnumerable<KeyValuePair<object, long>> Entries(MapArray map, int row, DataType key)
    {
        var (first, end) = (map.ValueOffsets[row], map.ValueOffsets[row + 1]);
        for (var at = first; at < end; at++)
        {
            yield return KeyValuePair.Create(EngineValue.Of(map.Keys, at, key)!, (long)EngineValue.Of(map.Values, at, DataType.Int64)!);
        }
    }

    private static IEnumerable<(IArrowArray Values, int Row)> Items(ListArray list, int row)
    {
        var (first, end) = (list.ValueOffsets[row], list.ValueOffsets[row + 1]);
        for (var at = first; at < end; at++)
        {
            yield return (list.Values, at);
        }
    }
}
