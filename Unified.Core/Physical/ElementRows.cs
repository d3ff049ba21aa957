using System.Text.Json;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// The elements of lists as the rows of a batch, and of which event each is. A text is read only up to the fields that are wanted. One
/// thread; buffers are reused.
/// </summary>
internal sealed class ElementRows
{
    private readonly ElementProgram _program;
    private readonly BranchEvaluator _below;
    private readonly ColumnWriter[] _writers;
    private readonly int[] _wanted;
    private readonly List<int> _events = [];
    private readonly List<int> _numbers = [];
    private readonly List<int> _of = [];
    private readonly List<long> _offsets = [];
    private readonly List<RecordBatch> _bound = [];
    private readonly bool _manyEvents;
    private byte[] _text = [];

    // Of a record of several events the elements of all are numbered through, also where it is cut by the end of a batch.
    private (long Offset, int Number) _before = (-1, 0);
    private (long Offset, int Number) _last = (-1, 0);

    public ElementRows(string job, ElementProgram program, BoundBatch events, InputProgram input)
    {
        (_program, _below, _manyEvents) = (program, new BranchEvaluator(job, program.Below, events, input), input.Source.HasManyEvents);
        _writers = [.. program.Columns.Select(c => ColumnWriter.For(c.Type))];
        _wanted = [.. Enumerable.Repeat(-1, program.Element.Fields.Length)];
        for (var i = 0; i < program.Fields.Length; i++)
        {
            _wanted[program.Fields[i]] = program.Passed + i;
        }

        Batch = new BoundBatch(program.Columns);
    }

    /// <summary>The rows, bound until the next run or <see cref="Release"/>.</summary>
    public BoundBatch Batch { get; }

    /// <summary>The event that a row is of, by its row in the batch of events.</summary>
    public int Event(int row) => _events[row];

    /// <summary>The number of a row among those of its event, or of its record where that holds several.</summary>
    public int Number(int row) => _numbers[row];

    /// <summary>The offset of a row's event.</summary>
    public long Offset(int row) => _offsets[row];

    /// <summary>Makes the rows of a selection of events; events that cannot be computed are added to <paramref name="rejected"/>.</summary>
    public void Run(ReadOnlySpan<int> rows, SortedDictionary<int, string> rejected)
    {
        Free();
        _last = _before;
        _below.Run(rows, rejected);
        _events.Clear();
        _numbers.Clear();
        _offsets.Clear();
        _of.Clear();
        for (var k = 0; k < _below.Selected; k++)
        {
            if (_below.Text(_program.Passed, k) is { HasValue: true } list)
            {
                Read(list.Utf8, k);
            }
        }

        for (var i = 0; i < _program.Passed; i++)
        {
            foreach (var k in _of)
            {
                _below.Write(i, k, _writers[i]);
            }
        }

        // A column that nobody wants is not there, but the rows are.
        var batch = new RecordBatch(ArrowTypes.Schema(_program.Columns), _writers.Select(w => w.Build()), _of.Count);
        _bound.Add(batch);
        Batch.Bind(batch);
    }

    public void Release()
    {
        Free();
        _before = _last;
        _below.Release();
    }

    // Who binds a batch keeps it: the finalizer of an array frees its memory, whoever has pinned it.
    private void Free()
    {
        Batch.Release();
        _bound.ForEach(batch => batch.Dispose());
        _bound.Clear();
    }

    private void Read(ReadOnlySpan<byte> list, int k)
    {
        var reader = new Utf8JsonReader(list);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Begin(k);
            if (_program.Element.Kind == ElementKind.Value)
            {
                Value(ref reader, 0);
                continue;
            }

            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Value(ref reader, i);
            }
        }
    }

    private void Begin(int k)
    {
        var (row, offset) = (_below.Event(_below.Selection[k]), _below.Offset(_below.Selection[k]));
        var follows = _manyEvents && offset >= 0 ? _last.Offset == offset : _events.Count > 0 && _events[^1] == row;
        _last = (offset, follows ? checked(_last.Number + 1) : 0);
        _of.Add(k);
        _events.Add(row);
        _numbers.Add(_last.Number);
        _offsets.Add(offset);
    }

    private void Value(ref Utf8JsonReader reader, int field)
    {
        if (field >= _wanted.Length)
        {
            throw new InternalException($"A list has more than the {_wanted.Length} fields of {_program.Element}.");
        }

        var column = _wanted[field];
        if (column < 0)
        {
            return;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            _writers[column].Null();
            return;
        }

        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (_text.Length < text.Length)
            {
                _text = new byte[text.Length * 2];
            }

            text = _text.AsSpan(0, reader.CopyString(_text));
        }

        var type = _program.Columns[column].Type;
        if (type.IsUtf8)
        {
            _writers[column].Text(text);
        }
        else
        {
            _writers[column].Value(ListText.Parse(type, text));
        }
    }
}
