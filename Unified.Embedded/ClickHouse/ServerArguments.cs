using System.Globalization;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// Command line of the child: --data DIR [--port N] [--parent PID] [--library FILE] [--outside yes] [--setting name=value]...
/// </summary>
internal sealed record ServerArguments(
    string Data, int Port, int? Parent, string? Library, bool Outside, IReadOnlyDictionary<string, string> Settings)
{
    public static ServerArguments Parse(IReadOnlyList<string> args)
    {
        string? data = null, library = null;
        var port = 0;
        var outside = false;
        int? parent = null;
        // Answers must not depend on the machine's zone, and an INSERT that is acknowledged must be readable.
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session_timezone"] = "UTC",
            ["async_insert"] = "0",
            // libchdb's own default lets "1 + 1" be a query; a server does not.
            ["implicit_select"] = "0",
        };
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : throw new EmbeddedServerException($"{args[i]} needs a value.");
            switch (args[i])
            {
                case "--data":
                    data = Path.GetFullPath(value);
                    break;
                case "--port":
                    port = Number(args[i], value);
                    break;
                case "--parent":
                    parent = Number(args[i], value);
                    break;
                case "--library":
                    library = value;
                    break;
                case "--outside":
                    outside = value == "yes";
                    break;
                case "--setting" when value.Split('=', 2) is [var name, var text]:
                    settings[name] = text;
                    break;
                default:
                    throw new EmbeddedServerException($"'{args[i]} {value}' is not an argument. Give --data DIR, --port N, --parent " +
                        $"PID, --library FILE, --outside yes, --setting name=value.");
            }
        }

        return new ServerArguments(data ?? throw new EmbeddedServerException("--data DIR is missing: the folder that keeps the tables."),
            port, parent, library, outside, settings);
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new EmbeddedServerException($"{name} needs a number, not '{value}'.");
}
