using Unified.Demo;
using Unified.Demo.Samples;
using Unified.Hosting;
using Unified.Jobs;
using Unified.Jobs.Samples;

// The flights' jobs are those of this program. Whoever names one of a sample, `explain --job card_payments`, has the samples instead.
var samples = typeof(CardPayments).Assembly;
var jobs = SampleNames.Of(samples).Intersect(args).Any() ? samples : typeof(AirportDelays).Assembly;
return await UnifiedHost.RunAsync(args, jobs, context => DemoCommand.Create(context, samples));
