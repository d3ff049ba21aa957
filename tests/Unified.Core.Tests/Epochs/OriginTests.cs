using Unified.Epochs;

namespace Unified.Core.Tests.Epochs;

/// <summary>Where a job version's log begins, as its manifests say it.</summary>
[TestClass]
public sealed class OriginTests
{
    private static readonly Manifest Empty = Manifest.Empty("job", "version", null);

    [TestMethod]
    public void No_border_lies_before_the_origin()
    {
        var origin = Cut.Zero.With(0, 2).With(1, 3).With(2, 0);
        Assert.AreEqual("{0: 2, 1: 3, 2: 0}", Empty.BeginningAt(origin).Cut.ToString());
        Assert.AreEqual("{0: 7, 1: 3, 2: 0, 3: 4}", (Empty with { Cut = Cut.Zero.With(0, 7).With(1, 1).With(3, 4) }).BeginningAt(origin).Cut.ToString());
        Assert.AreEqual(origin, Empty.BeginningAt(origin).Origin);
        Assert.AreEqual(Empty, Empty.BeginningAt(Cut.Zero));
    }

    [TestMethod]
    public void An_origin_may_be_declared_once_and_only_while_no_epoch_is_a_generations()
    {
        Assert.IsTrue(Empty.MayDeclareOrigin);
        Assert.IsTrue((Empty with { Cut = Cut.Zero.With(0, 0), HistoryDays = [1] }).MayDeclareOrigin, "a promotion of history alone names every partition");
        Assert.IsFalse((Empty with { Cut = Cut.Zero.With(0, 1) }).MayDeclareOrigin);
        Assert.IsFalse(Empty.BeginningAt(Cut.Zero.With(0, 0)).MayDeclareOrigin, "the beginning may be the declared origin");
    }
}
