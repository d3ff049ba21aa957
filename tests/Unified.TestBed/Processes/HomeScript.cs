using System.Globalization;

namespace Unified.TestKit.Processes;

/// <summary>A script that starts and stops a real server, in a folder that an environment variable names.</summary>
/// <param name="variable">Such as KAFKA_HOME.</param>
/// <param name="script">The executable in the folder.</param>
/// <param name="verbs">What it understands, for people.</param>
/// <param name="server">What it runs, such as "a real broker".</param>
/// <param name="patience">How long it may take.</param>
internal sealed class HomeScript(string variable, string script, string verbs, string server, TimeSpan patience)
{
    /// <summary>Null when the script is there, else why not and what to do.</summary>
    public string? Problem => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" =>
            $"{variable} is not set; point it to a folder with an executable '{script}' ({verbs}) to run tests on {server}",
        var home when !File.Exists(Path.Combine(home, script)) =>
            $"{variable} is '{home}', which has no '{script}' in it; point it to a folder with an executable '{script}'",
        _ => null,
    };

    /// <summary>Runs it to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It is not there, or says that it failed.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        if (Problem is { } problem) { throw new InvalidOperationException($"There is not {server}: {problem}."); }
        var command = arguments.ToList();
        var file = Path.Combine(Environment.GetEnvironmentVariable(variable)!, script);
        await using var process = ChildProcess.Start(file, command, environment);
        var code = await process.WaitForExitAsync(patience).ConfigureAwait(false);
        return code == 0
            ? process.Output
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{file} {string.Join(' ', command)}' ended with exit code {code}:\n{string.Join('\n', process.Output)}"));
    }
}
