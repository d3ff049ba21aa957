using System.Globalization;
using Spectre.Console;

namespace Unified.Demo.Shared;

/// <summary>
/// What the demo says: numbered steps with their reason, lines, and progress that is one moving line on a terminal and a line every few
/// seconds in a log.
/// </summary>
internal sealed class DemoConsole(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(5);
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();
    private int _step;
    private long _lastLog;
    private bool _inProgress;

    /// <summary>Opens the next step: what happens, and why.</summary>
    public void Step(string what, string why)
    {
        lock (_gate)
        {
            _step++;
            console.WriteLine();
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                $"[bold blue]{_step}. {Markup.Escape(what)}[/] [grey]({Elapsed()})[/]"));
            foreach (var line in Wrapped(why))
            {
                console.MarkupLine($"   [grey]{Markup.Escape(line)}[/]");
            }
        }
    }

    /// <summary>Opens something that is no step.</summary>
    public void Heading(string text)
    {
        lock (_gate)
        {
            EndProgressLine();
            console.WriteLine();
            console.MarkupLine($"[bold blue]{Markup.Escape(text)}[/]");
        }
    }

    /// <summary>A line to copy: never wrapped.</summary>
    public void Line(string text)
    {
        lock (_gate)
        {
            EndProgressLine();
            console.Profile.Out.Writer.WriteLine(text);
        }
    }

    /// <summary>A fact of the current step.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            EndProgressLine();
            foreach (var line in Wrapped(text))
            {
                console.WriteLine($"   {line}");
            }
        }
    }

    /// <summary>Something that was meant to happen and did: a check that holds.</summary>
    public void Good(string text) => Marked("green", "✓", text);

    /// <summary>Damage that the demo does on purpose, to show that it does no harm.</summary>
    public void Harm(string text) => Marked("yellow", "!", text);

    /// <summary>Something that must not be.</summary>
    public void Bad(string text) => Marked("red", "✗", text);

    /// <summary>Where long work is, at any rate of calls.</summary>
    public void Progress(string text)
    {
        lock (_gate)
        {
            if (console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi)
            {
                var line = $"   {text}";
                var width = Math.Max(20, console.Profile.Width - 1);
                console.Write(new ControlCode("\r\u001b[2K"));
                console.Markup($"[grey]{Markup.Escape(line.Length > width ? line[..width] : line)}[/]");
                _inProgress = true;
            }
            else if (_lastLog == 0 || time.GetElapsedTime(_lastLog) > LogEvery)
            {
                _lastLog = time.GetTimestamp();
                console.MarkupLine($"   [grey]{Markup.Escape(text)}[/]");
            }
        }
    }

    /// <summary>Lines for scripts: <c>name: value</c> at the start of a line, no colour.</summary>
    public void Result(string name, string value)
    {
        lock (_gate)
        {
            EndProgressLine();
            console.WriteLine($"{name}: {value}");
        }
    }

    private void Marked(string colour, string mark, string text)
    {
        lock (_gate)
        {
            EndProgressLine();
            foreach (var (line, i) in Wrapped(text).Select((line, i) => (line, i)))
            {
                console.MarkupLine(i == 0 ? $"   [{colour}]{mark}[/] {Markup.Escape(line)}" : $"     {Markup.Escape(line)}");
            }
        }
    }

    /// <summary>
    /// At words, so that every line keeps its indentation; a word that is longer than a line, an address above all, stays whole.
    /// </summary>
    private List<string> Wrapped(string text)
    {
        var width = Math.Max(40, console.Profile.Width - 6);
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            var line = lines[^1];
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return lines;
    }

    private void EndProgressLine()
    {
        if (_inProgress)
        {
            console.Write(new ControlCode("\r\u001b[2K"));
            _inProgress = false;
        }
    }

    private string Elapsed() => string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds:0} s");
}
