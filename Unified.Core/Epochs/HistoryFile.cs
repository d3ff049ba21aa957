using System.Globalization;
using Unified.Errors;

namespace Unified.Epochs;

/// <summary>
/// What tells one state of a history file from another without reading its events. Not its times: a folder that was copied or restored is
/// the same history.
/// </summary>
/// <param name="Name">The name within the day's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Footer">
/// A hash of its Parquet footer, which holds the number of rows and the minimum, maximum and size of every column chunk; "" when it has
/// none.
/// </param>
public sealed record HistoryFile(string Name, long Bytes, string Footer)
{
    /// <summary>The form in tables; <see cref="Parse"/> reads it back. The name stands last because it may hold anything.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bytes}:{Footer}:{Name}");

    /// <summary>The file of a text.</summary>
    /// <exception cref="InternalException">The text was not written by <see cref="ToString"/>.</exception>
    public static HistoryFile Parse(string text) => text.Split(':', 3) is [var bytes, var footer, var name]
        && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? new HistoryFile(name, size, footer)
        : throw new InternalException($"'{text}' is not the text of a history file.");
}
