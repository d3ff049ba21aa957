using System.CommandLine;
using System.Reflection;
using Unified.Definition.Tables;
using Unified.Embedded;
using Unified.Embedded.Kafka;
using Unified.Errors;
using Unified.Hosting.CommandLine;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;

namespace Unified.Hosting;

/// <summary>
/// The command line of a jobs program. <c>return await UnifiedHost.RunAsync(args);</c> is a whole Program.cs.
/// Exit codes: 0 success; 1 something does not hold (a difference, a failed check); 2 a wrong command, setting or definition;
/// 3 data that cannot be computed; 4 something outside did not answer or could not be written; 130 interrupted; 134 a bug.
/// </summary>
public static class UnifiedHost
{
    /// <summary>Runs a command over the program's own jobs.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="commands">Commands that the program adds; a <see cref="DescribedCommand"/> ends its help with examples.</param>
    public static Task<int> RunAsync(string[] args, params Func<CommandContext, Command>[] commands) =>
        RunAsync(args, Assembly.GetEntryAssembly() ?? throw new InternalException("There is no entry assembly to look for jobs in."),
            commands);

    /// <summary>Runs a command over the jobs of <paramref name="assembly"/>.</summary>
    /// <inheritdoc cref="RunAsync(string[], Func{CommandContext, Command}[])"/>
    public static async Task<int> RunAsync(string[] args, Assembly assembly, params Func<CommandContext, Command>[] commands)
    {
        ArgumentNullException.ThrowIfNull(args);
        PackagedLibrdkafka.Use();
        var strict = false;
        var root = RootCommandFactory.Create(assembly, () => Jobs(assembly, strict), commands);
        try
        {
            var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
            if (parsed.Errors.Count > 0)
            {
                await WrongInput.TellAsync(parsed, assembly.GetName().Name ?? "jobs").ConfigureAwait(false);
                return 2;
            }

            strict = parsed.GetValue<bool>("--strict");
            TableReaders.Use(new DefinitionTables(() => Settings.Bind(Settings.Read(parsed.GetValue<string[]>("--set") ?? []))));
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1)
            }).ConfigureAwait(false);
            // Without a command there is nothing to do, and a script should notice.
            return args.Length == 0 ? 2 : code;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A folder that is not writable or a full disk has its path in the message, and is no bug.
            var code = ExitCode(error);
            await Console.Error.WriteLineAsync(code == 134 ? error.ToString() : error.Message).ConfigureAwait(false);
            return code;
        }
    }

    private static JobCatalogue Jobs(Assembly assembly, bool strict)
    {
        var jobs = JobCatalogue.Of(assembly, strict);
        if (jobs.Mistakes.Count > 0)
        {
            Console.Error.WriteLine(new DefinitionException(jobs.Mistakes).Message);
            Console.Error.WriteLine($"Without them: {string.Join(", ", jobs.Plans.Select(p => p.Job))}. --strict runs nothing instead.");
        }

        return jobs;
    }

    internal static int ExitCode(Exception error) => error switch
    {
        DefinitionException or SettingException or Streaming.Kafka.KafkaSettingException or Serving.Versions.VersionNameException => 2,
        DataException => 3,
        TransientException or EmbeddedServerException or IOException or UnauthorizedAccessException => 4,
        _ => 134,
    };
}
