namespace Unified.Embedded.ClickHouse;

/// <summary>Entry point of the child process; it knows one verb. People use the command line of their own jobs executable.</summary>
internal static class EmbeddedServerProgram
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [EmbeddedClickHouseServer.Verb, .. var rest])
        {
            return await EmbeddedClickHouseServer.RunAsync(rest).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync(
            $"Unified.Embedded.dll runs only '{EmbeddedClickHouseServer.Verb}', not '{string.Join(' ', args)}'. Run your jobs " +
                $"executable instead.")
            .ConfigureAwait(false);
        return 2;
    }
}
