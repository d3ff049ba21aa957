using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Unified.Batch.Spark;
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
            // Given twice, the later one wins, as everywhere.
            .AddInMemoryCollection(read.GroupBy(p => p.Key, StringComparer.OrdinalIgnoreCase).Select(g => g.Last()))
            .Build();
    }

    /// <summary>The settings, checked.</summary>
    /// <exception cref="SettingException">All that is wrong with them, a line a mistake.</exception>
    public static UnifiedOptions Bind(IConfiguration configuration)
    {
        var section = configuration.GetSection(UnifiedOptions.Section);
        var problems = new List<string>(Unknown(section, typeof(UnifiedOptions)));
        var options = new UnifiedOptions
        {
            Kafka = Section<KafkaSettings>(section, "Kafka", problems),
            ClickHouse = Section<ClickHouseSettings>(section, "ClickHouse", problems),
            Data = Section<DataSettings>(section, "Data", problems),
            Stream = Section<StreamSettings>(section, "Stream", problems),
            Backfill = Section<BackfillSettings>(section, "Backfill", problems),
            Spark = Section<SparkServerSettings>(section, "Spark", problems),
            Schedule = Section<ScheduleSettings>(section, "Schedule", problems),
            Api = Section<ApiSettings>(section, "Api", problems),
        };
        problems.AddRange(Client(section.GetSection("Kafka:Extra"), options.Kafka));
        problems.AddRange(SettingTexts.Problems(options));
        problems.AddRange(SparkProblems(options));
        problems.AddRange(Between("Unified:Stream:FlushInterval", options.Stream.FlushInterval, TimeSpan.FromMilliseconds(10),
            TimeSpan.FromMinutes(10)));
        problems.AddRange(Between("Unified:Api:Limits:Time", options.Api.Limits.Time, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
        problems.AddRange(Between("Unified:Data:PartialAfter", options.Data.PartialAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));
        problems.AddRange(Between("Unified:Schedule:Abandoned", options.Schedule.Abandoned, TimeSpan.FromSeconds(5),
            TimeSpan.FromHours(1)));
        problems.AddRange(Between("Unified:Backfill:KeepSuperseded", options.Backfill.KeepSuperseded, ShortestKeep, LongestKeep));
        return problems.Count == 0 ? options : throw new SettingException(string.Join('\n', problems.Distinct()));
    }

    /// <summary>Below it a query or promotion that is under way might lose rows that it still reads.</summary>
    public static readonly TimeSpan ShortestKeep = TimeSpan.FromHours(1);

    public static readonly TimeSpan LongestKeep = TimeSpan.FromDays(365);

    /// <exception cref="SettingException">The value is out of range.</exception>
    public static void Require(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (Between(name, value, least, most).FirstOrDefault() is { } problem)
        {
            throw new SettingException(problem);
        }
    }

    private static IEnumerable<string> Between(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? [$"{name} is {value:c}; allowed are {least:c} to {most:c}."] : [];

    /// <summary>
    /// The names of all settings, <c>Unified:Kafka:BootstrapServers</c> and so on; those of a dictionary end with <c>:&lt;key&gt;</c>.
    /// </summary>
    internal static IEnumerable<string> Names(Type? type = null, string section = UnifiedOptions.Section) =>
        (type ?? typeof(UnifiedOptions)).GetProperties(Public)
        .SelectMany(p => IsSection(p.PropertyType) ? Names(p.PropertyType, $"{section}:{p.Name}")
            : [p.PropertyType == typeof(Dictionary<string, string>) ? $"{section}:{p.Name}:<key>" : $"{section}:{p.Name}"]);

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties(Public);
        return section.GetChildren().SelectMany(child =>
            known.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property
                ? [$"{child.Path} is not a setting. {section.Path} has: {string.Join(", ", known.Select(p => p.Name))}. See "
                    + "docs/configuration.md."]
            : IsSection(property.PropertyType) ? Unknown(child, property.PropertyType) : []);
    }

    /// <summary>All that is wrong with how Spark is named.</summary>
    private static IEnumerable<string> SparkProblems(UnifiedOptions options) =>
    [
        .. options.Spark.Remote is { } remote ? SparkOptions.Problems(remote).Select(p => $"Unified:Spark:Remote: {p}")
            : options.Backfill.Engine == "spark" ? ["Unified:Backfill:Engine is 'spark', and nothing says where Spark is: set "
                + "Unified:Spark:Remote, for example sc://localhost:15002."] : Array.Empty<string>(),
        .. SparkOptions.SettingProblems(options.Spark.Settings).Select(p => $"Unified:Spark:Settings: {p}"),
        .. Between("Unified:Spark:Patience", options.Spark.Patience, TimeSpan.Zero, TimeSpan.FromHours(1)),
    ];

    /// <summary>All that is wrong with how Kafka's client is set.</summary>
    private static IEnumerable<string> Client(IConfigurationSection extra, KafkaSettings kafka) =>
    [
        .. InstallationName.Problem(kafka.Installation) is { } problem
            ? (string[])[$"Unified:Kafka:Installation is '{kafka.Installation}': {problem}"] : [],
        .. extra.GetChildren().Where(key => key.GetChildren().Any())
            .Select(key => $"{key.Path} is no librdkafka key: one has no ':'. Write Unified:Kafka:Extra:<key>=<value>."),
        .. KafkaOptions.Problems(kafka.Extra, extra.Path + ":"),
    ];

    private static bool IsSection(Type type) => type.Namespace == typeof(UnifiedOptions).Namespace;

    /// <summary>A section as it was given; as its defaults where a value of it cannot be read, which is told.</summary>
    private static T Section<T>(IConfigurationSection all, string name, List<string> problems)
        where T : class, new()
    {
        var unreadable = Unreadable(all.GetSection(name), typeof(T)).ToList();
        if (unreadable.Count > 0)
        {
            problems.AddRange(unreadable);
            return new T();
        }

        var options = all.GetSection(name).Get<T>() ?? new T();
        problems.AddRange(Invalid($"{all.Path}:{name}", options));
        return options;
    }

    private static IEnumerable<string> Invalid(string path, object options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        return found.Select(p => $"{path}:{p.MemberNames.First()} is "
            + $"'{options.GetType().GetProperty(p.MemberNames.First())!.GetValue(options)}': {p.ErrorMessage}")
            .Concat(options.GetType().GetProperties(Public).Where(p => IsSection(p.PropertyType))
                .SelectMany(p => Invalid($"{path}:{p.Name}", p.GetValue(options)!)));
    }

    private static IEnumerable<string> Unreadable(IConfigurationSection section, Type type) =>
        type.GetProperties(Public).Where(p => p.CanWrite).SelectMany(p => IsSection(p.PropertyType)
            ? Unreadable(section.GetSection(p.Name), p.PropertyType)
            : UnreadableValue(section.GetSection(p.Name), p.PropertyType) is { } problem ? [problem] : []);

    private static string? UnreadableValue(IConfigurationSection value, Type type)
    {
        if (type != typeof(Dictionary<string, string>) && value.GetChildren().FirstOrDefault() is { } below)
        {
            return $"{below.Path} is not a setting: {value.Path} is one value. See docs/configuration.md.";
        }

        try
        {
            _ = value.Get(type);
            return null;
        }
        catch (InvalidOperationException error)
        {
            return $"{error.Message} {error.InnerException?.Message} See docs/configuration.md for the settings and their ranges.";
        }
    }
}

/// <summary>A setting is wrong; exit code 2.</summary>
public sealed class SettingException(string message) : Errors.UnifiedException(message);
