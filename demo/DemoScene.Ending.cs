namespace Unified.Demo;

/// <summary>Where to go from here.</summary>
internal sealed partial class DemoScene
{
    /// <summary>Addresses only while something answers at them.</summary>
    public void SayWhereToLook()
    {
        _console.Heading("Where to look next");
        if (_options.Keep)
        {
            _console.Say($"Dashboard  {_server.Url}");
            _console.Say($"API        {_server.Url}/v1/jobs/airport_delays/rows?origin=ATL&order=-worst_delay");
            _console.Say($"OpenAPI    {_server.Url}/openapi/v1.json");
            _console.Say("Commands, in another terminal (also verify, backfill, rollback; each has --help):");
            _console.Line(
                $"     export Unified__ClickHouse__ConnectionString='{_database.Options.ConnectionString}' "
                    + $"Unified__Kafka__BootstrapServers={_bootstrapServers} Unified__Data__Root='{_options.Root}'");
            _console.Line($"     dotnet {Path.Combine(AppContext.BaseDirectory, "jobs.dll")} status");
        }
        else
        {
            _console.Say("Leave it all running, with dashboard, API and commands: ./build.sh demo --keep");
        }

        _console.Say("A job of your own: jobs/ and docs/definitions.md. Running it for real: docs/operations.md");
    }

    /// <summary>Leaves all of it running until it is interrupted.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        _console.Say("Everything keeps running. Ctrl+C stops it.");
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(false);
    }
}
