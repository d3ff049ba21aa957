using Unified.Epochs;

namespace Unified.Core.Tests.Epochs;

/// <summary>Where a job version's log begins, as its manifests say it.</summary>
[TestClass]
public sealed class OriginTests
{
    private static readonly Manifest Empty = Manifest.Empty("job", "version");

    [TestMethod]
    public void No_border_lies_before_the_origin()
    {
        var origin = Cut.Zero.With(P(0), 2).With(P(1), 3).With(P(2), 0);
        Assert.AreEqual("{trades/0: 2, trades/1: 3, trades/2: 0}", Empty.BeginningAt(origin).Cut.ToString());
        Assert.AreEqual("{trades/0: 7, trades/1: 3, trades/2: 0, trades/3: 4}",
            (Empty with { Cut = Cut.Zero.With(P(0), 7).With(P(1), 1).With(P(3), 4) }).BeginningAt(origin).Cut.ToString());
        Assert.AreEqual(origin, Empty.BeginningAt(origin).Origin);
        Assert.AreEqual(Empty, Empty.BeginningAt(Cut.Zero));
    }

    [TestMethod]
    public void An_origin_may_be_declared_once_and_only_while_no_epoch_is_a_generations()
    {
        Assert.IsTrue(Empty.MayDeclareOrigin("trades"));
        Assert.IsTrue((Empty with { Cut = Cut.Zero.With(P(0), 0), HistoryDays = [new("trades", 1)] }).MayDeclareOrigin("trades"),
            "a promotion of history alone names every partition");
        Assert.IsFalse((Empty with { Cut = Cut.Zero.With(P(0), 1) }).MayDeclareOrigin("trades"));
        Assert.IsFalse(Empty.BeginningAt(Cut.Zero.With(P(0), 0)).MayDeclareOrigin("trades"), "the beginning may be the declared origin");
    }

    private static LogPartition P(int number) => new("trades", number);
}
