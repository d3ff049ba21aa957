using System.Globalization;

namespace Unified.Hosting.Records;

/// <summary>A JSON object a line. Lines go on as they are, whatever is in them; empty ones are none.</summary>
internal static class NdjsonFile
{
    public static IEnumerable<FileRecord> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var lines = new ByteLines(file);
        for (var number = 1L; lines.Next() is { } line; number++)
        {
            if (line.AsSpan().ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                yield return new FileRecord(string.Create(CultureInfo.InvariantCulture, $"line {number}"), line);
            }
        }
    }

    /// <summary>Bytes up to a line feed, without it and a carriage return before it. Not a text reader: it would mend what is no
    /// UTF-8.</summary>
    private sealed class ByteLines(Stream file) : IDisposable
    {
        private readonly BufferedStream _bytes = new(file, 1 << 16);
        private bool _first = true;

        public byte[]? Next()
        {
            using var line = new MemoryStream();
            int next;
            while ((next = _bytes.ReadByte()) >= 0 && next != '\n')
            {
                line.WriteByte((byte)next);
            }

            if (next < 0 && line.Length == 0)
            {
                return null;
            }

            var bytes = line.ToArray().AsSpan();
            bytes = bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes;
            // A byte order mark belongs to the file, not to its first record.
            bytes = _first && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
            _first = false;
            return bytes.ToArray();
        }

        public void Dispose() => _bytes.Dispose();
    }
}
