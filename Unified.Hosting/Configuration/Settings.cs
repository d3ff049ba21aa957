using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Configuration;

/// <summary>Reads <see cref="UnifiedOptions"/> from all its sources and checks them.</summary>
internal static class Settings
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <param name="overrides"><c>key=value</c> pairs of the command line.</param>
    /// <exception cref="SettingException">A setting is out of range or unreadable: names it, the value and what is allowed.</exception>
    public static IConfigurationRoot Read(IEnumerable<string> overrides)
    {
        var pairs = overrides.Select(pair => pair.Split('=', 2) is [var key, var value] ? KeyValuePair.Create(key, (string?)value)
            : throw new SettingException(
                $"--set {pair}: not of the form key=value, for example Unified:Kafka:BootstrapServers=broker:9092."));
        var read = pairs.ToList();
        return read.Find(p => !p.Key.StartsWith(UnifiedOptions.Section + ":", StringComparison.OrdinalIgnoreCase)) is { Key: { } stranger }
            ? throw new SettingException(
                $"--set {stranger}: not a setting; they begin with Unified:, for example Unified:Kafka:BootstrapServers=broker:9092.")
            : new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(read)
            .Build();
    }

    public static UnifiedOptions Bind(IConfiguration configuration)
    {
        RequireKnown(configuration.GetSection(UnifiedOptions.Section), typeof(UnifiedOptions));
        UnifiedOptions options;
        try
        {
            options = configuration.GetSection(UnifiedOptions.Section).Get<UnifiedOptions>() ?? new UnifiedOptions();
        }
        catch (InvalidOperationException error)
        {
            throw new SettingException(
                $"{error.Message} {error.InnerException?.Message} See docs/configuration.md for the settings and their ranges.");
        }

        Check("Kafka", options.Kafka);
        CheckClient(configuration.GetSection($"{UnifiedOptions.Section}:Kafka:Extra"), options.Kafka);
        Check("ClickHouse", options.ClickHouse);
        Check("Data", options.Data);
        Check("Backfill", options.Backfill);
        Check("Api", options.Api);
        Check("Api:Limits", options.Api.Limits);
        Between("Unified:Api:Limits:Time", options.Api.Limits.Time, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Between("Unified:Stream:FlushInterval", options.Stream.FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Between("Unified:Backfill:KeepSuperseded", options.Backfill.KeepSuperseded, ShortestKeep, LongestKeep);
        return options;
    }

    /// <summary>Below it a query or promotion that is under way might lose rows that it still reads.</summary>
    public static readonly TimeSpan ShortestKeep = TimeSpan.FromHours(1);

    public static readonly TimeSpan LongestKeep = TimeSpan.FromDays(365);

    /// <exception cref="SettingException">The value is out of range.</exception>
    public static void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            throw new SettingException($"{name} is {value:c}; allowed are {least:c} to {most:c}.");
        }
    }

    /// <summary>
    /// The names of all settings, <c>Unified:Kafka:BootstrapServers</c> and so on; those of a dictionary end with <c>:&lt;key&gt;</c>.
    /// </summary>
    internal static IEnumerable<string> Names(Type? type = null, string section = UnifiedOptions.Section) =>
        (type ?? typeof(UnifiedOptions)).GetProperties(Public)
        .SelectMany(p => IsSection(p.PropertyType) ? Names(p.PropertyType, $"{section}:{p.Name}")
            : [p.PropertyType == typeof(Dictionary<string, string>) ? $"{section}:{p.Name}:<key>" : $"{section}:{p.Name}"]);

    private static void RequireKnown(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var known = type.GetProperties(Public);
            var property = known.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingException(
                    $"{child.Path} is not a setting. {section.Path} has: {string.Join(", ", known.Select(p => p.Name))}. See "
                        + $"docs/configuration.md.");
            if (IsSection(property.PropertyType))
            {
                RequireKnown(child, property.PropertyType);
            }
        }
    }

    /// <summary>All that is wrong with how Kafka's client is set, at once and before anything starts.</summary>
    private static void CheckClient(IConfigurationSection extra, KafkaSettings kafka)
    {
        var problems = new List<string>();
        if (InstallationName.Problem(kafka.Installation) is { } problem)
        {
            problems.Add($"Unified:Kafka:Installation is '{kafka.Installation}': {problem}");
        }

        problems.AddRange(extra.GetChildren().Where(key => key.GetChildren().Any())
            .Select(key => $"{key.Path} is no librdkafka key: one has no ':'. Write Unified:Kafka:Extra:<key>=<value>."));
        problems.AddRange(KafkaOptions.Problems(kafka.Extra, extra.Path + ":"));
        if (problems.Count > 0)
        {
            throw new SettingException(string.Join('\n', problems));
        }
    }

    private static bool IsSection(Type type) => type.Namespace == typeof(UnifiedOptions).Namespace;

    private static void Check(string section, object options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            throw new SettingException(string.Join(" ", problems.Select(p =>
                $"Unified:{section}:{p.MemberNames.First()} is "
                    + $"'{options.GetType().GetProperty(p.MemberNames.First())!.GetValue(options)}': {p.ErrorMessage}")));
        }
    }
}

/// <summary>A setting is wrong; exit code 2.</summary>
public sealed class SettingException(string message) : Errors.UnifiedException(message);
