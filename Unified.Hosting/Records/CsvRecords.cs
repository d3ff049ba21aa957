using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unified.Batch.Tables;
using Unified.Errors;
using Unified.Logical;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Hosting.Records;

/// <summary>
/// The rows of a CSV file as JSON objects: a field for every cell that is not empty. A number, or true and false, stands there as such
/// where the source's column is one; without a source where all cells of the column look so. Everything else is text.
/// </summary>
internal static class CsvRecords
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<FileRecord> Read(string path, SourceSchema? source)
    {
        var columns = Columns(path, source);
        foreach (var (line, cells) in CsvFile.Read(path).Skip(1))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {line}");
            if (cells.Count != columns.Count)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{path}', {place}: {cells.Count} cells, but the first line names {columns.Count} columns."));
            }

            yield return new FileRecord(place, Json(columns, cells));
        }
    }

    private static List<CsvColumn> Columns(string path, SourceSchema? source)
    {
        List<string> names = [.. CsvFile.Read(path).Select(r => r.Cells).FirstOrDefault()?.Select(c => c.Text) ?? []];
        if (names.FirstOrDefault(n => n.Length == 0 || names.Count(o => o == n) > 1) is { } wrong)
        {
            throw new DataException($"File '{path}': the first line names a column '{wrong}', "
                + (wrong.Length == 0 ? "which is no name." : "and another one the same."));
        }

        if (source is not null)
        {
            return [.. names.Select(name => Of(name, source))];
        }

        var (plain, empty) = (names.Select(_ => true).ToArray(), names.Select(_ => true).ToArray());
        foreach (var (_, cells) in CsvFile.Read(path).Skip(1))
        {
            for (var i = 0; i < Math.Min(cells.Count, names.Count); i++)
            {
                if (cells[i] is not { Text: "", Quoted: false })
                {
                    plain[i] &= !cells[i].Quoted && IsPlain(cells[i].Text);
                    empty[i] = false;
                }
            }
        }

        return [.. names.Select((name, i) => new CsvColumn([name], plain[i] && !empty[i], KeepEmpty: false))];
    }

    /// <summary>The column that a name of the file's first line means: its JSON field, objects inside of objects with dots.</summary>
    private static CsvColumn Of(string name, SourceSchema source)
    {
        var field = source.Columns.FirstOrDefault(c => string.Join('.', source.Form(c.Name).Path.Items) == name)
            ?? source.Columns.FirstOrDefault(c => c.Name == name);
        if (field is null)
        {
            return new CsvColumn([name], Plain: false, KeepEmpty: false);
        }

        var (type, form) = (field.Type, source.Form(field.Name));
        var plain = type.IsInteger || type.IsFloating || type.Kind is TypeKind.Decimal or TypeKind.Boolean or TypeKind.List
            || form.UnixTime is not null;
        return new CsvColumn([.. form.Path.Items], plain, KeepEmpty: type is { Kind: TypeKind.String, Nullable: false });
    }

    private static bool IsPlain(string text) => text is "true" or "false" || JsonTokens.IsNumber(Encoding.UTF8.GetBytes(text));

    private static byte[] Json(List<CsvColumn> columns, IReadOnlyList<CsvCell> cells)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            Object(json, [.. columns.Zip(cells).Where(c => c.Second.Text.Length > 0 || c.Second.Quoted || c.First.KeepEmpty)], 0);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Object(Utf8JsonWriter json, IReadOnlyList<(CsvColumn Column, CsvCell Cell)> fields, int depth)
    {
        json.WriteStartObject();
        foreach (var group in fields.GroupBy(f => f.Column.Path[depth], StringComparer.Ordinal))
        {
            json.WritePropertyName(group.Key);
            if (group.First().Column.Path.Length > depth + 1)
            {
                Object(json, [.. group.Where(f => f.Column.Path.Length > depth + 1)], depth + 1);
            }
            else if (group.First() is { Column.Plain: true } field && IsJson(field.Cell.Text))
            {
                json.WriteRawValue(field.Cell.Text, skipInputValidation: true);
            }
            else
            {
                json.WriteStringValue(group.First().Cell.Text);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>What is no JSON goes on as text: the source says then what is wrong with it.</summary>
    private static bool IsJson(string text)
    {
        if (IsPlain(text))
        {
            return true;
        }

        try
        {
            using var _ = JsonDocument.Parse(text);
            return text[0] is '[' or '{';
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A column of the file.</summary>
    /// <param name="Path">The JSON fields that lead to it.</param>
    /// <param name="Plain">True when its cells are JSON themselves: numbers, true and false, lists.</param>
    /// <param name="KeepEmpty">True when an empty cell is an empty text, since there must be one.</param>
    private sealed record CsvColumn(string[] Path, bool Plain, bool KeepEmpty);
}
