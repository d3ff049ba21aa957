using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Unified.Batch.Scheduling;
using Unified.Contracts;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.Manifests;
using Unified.Serving.Versions;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;
using Unified.Streaming.Runtime;

namespace Unified.Hosting.Tests.Composition;

/// <summary>What a process and its API are made of. Nothing here connects to a server.</summary>
[TestClass]
public sealed class CompositionTests
{
    private static readonly JobCatalogue Jobs = JobCatalogue.Of(Assembly.GetExecutingAssembly());
    private static readonly UnifiedOptions Options = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task The_API_has_nothing_that_writes()
    {
        await using var process = Process(await ServersAsync());
        await using var api = process.GetRequiredService<ApiHost>().Build("http://127.0.0.1:0");
        var writing = await WritingAsync();
        Type[] some = [typeof(Rollback), typeof(IPromotion), typeof(GarbageCollection), typeof(VersionSwitch), typeof(IManifestStore),
            typeof(IRowTables)];
        foreach (var known in some)
        {
            Assert.Contains(known, writing);
        }

        var reached = writing.Where(type => api.Services.GetService(type) is not null).Select(type => type.Name);
        Assert.AreEqual("", string.Join(' ', reached));
        Assert.IsNotNull(api.Services.GetService<RowsQuery>());
    }

    [TestMethod]
    public async Task The_API_asks_the_process_what_history_has()
    {
        await using var process = Process(await ServersAsync());
        await using var api = process.GetRequiredService<ApiHost>().Build("http://127.0.0.1:0");
        Assert.AreSame(process.GetRequiredService<ISourceFrontier>(), api.Services.GetRequiredService<ISourceFrontier>());
    }

    [TestMethod]
    public async Task Every_service_of_a_process_can_be_made()
    {
        var services = Services(await ServersAsync());
        await using var process = Process(await ServersAsync());
        foreach (var service in services.Select(s => s.ServiceType).Where(type => !type.ContainsGenericParameters))
        {
            Assert.IsNotNull(process.GetService(service), service.Name);
        }
    }

    [TestMethod]
    public async Task A_layer_is_made_for_its_job_or_its_source()
    {
        await using var process = Process(await ServersAsync());
        var plan = Jobs.Plans.Single();
        var source = plan.Sources.Single();
        var kafka = process.GetRequiredService<KafkaOptions>();
        var streams = process.GetRequiredService<Func<JobPlan, KafkaOptions, IReadOnlyList<StreamTask>>>();
        Assert.AreSame(plan, streams(plan, kafka).Single().Plan);
        Assert.AreSame(source, process.GetRequiredService<Func<SourceSchema, KafkaOptions, Archiver>>()(source, kafka).Source);
        using var storage = ScheduleStorage.InMemory(TimeProvider.System);
        var schedulers = process.GetRequiredService<Func<IReadOnlyList<JobPlan>, ScheduleStorage, HangfireScheduler>>();
        await using var scheduler = schedulers([plan], storage);
        Assert.AreSame(storage.Jobs, scheduler.Storage);
    }

    private static ServiceProvider Process(EmbeddedServers servers) =>
        Services(servers).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });

    private static IServiceCollection Services(EmbeddedServers servers) =>
        new ServiceCollection().AddLogging().AddUnified(Options, Jobs, servers);

    /// <summary>The addresses of the settings; none of them says embedded, so nothing starts.</summary>
    private Task<EmbeddedServers> ServersAsync() => EmbeddedServers.StartAsync(Options, Jobs.Sources, null, TestContext.CancellationToken);

    /// <summary>A clock is no way to write.</summary>
    private async Task<List<Type>> WritingAsync() =>
        [.. new ServiceCollection().AddUnifiedWrites(Options, await ServersAsync()).Select(s => s.ServiceType)
            .Where(type => type != typeof(TimeProvider))];
}
