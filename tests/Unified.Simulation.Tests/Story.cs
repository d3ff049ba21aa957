using System.Globalization;

namespace Unified.Simulation.Tests;

/// <summary>What happened, for whoever reads a failing seed. Kept only when somebody will.</summary>
internal sealed class Story(bool kept)
{
    private readonly List<string> _lines = [];

    public void Tell(DateTimeOffset now, string who, string what)
    {
        if (kept)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{now:dd HH:mm:ss.fff} {who,-12} {what}"));
        }
    }

    public override string ToString() => string.Join("\n", _lines);
}
