using Compliance.Calls;
using Compliance.Pci;

namespace Compliance.Core.Tests.Calls.Recorders;

public sealed class RecorderTableTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Every row of told, wanted, answer, age and asking: what is sent.</summary>
    [Theory]
    [CombinatorialRows]
    public void What_is_sent_follows_the_table(bool told, bool wanted, RecorderAnswer answer, bool old, bool asked)
    {
        var line = new RecorderLine("r", PauseChannel.Audio, "before", 3, told, answer, Now.AddSeconds(old ? -2 : -0.2));

        var next = Assert.Single(Next([line], wanted, asked));

        var fresh = told != wanted || (answer is RecorderAnswer.Refused && asked);
        var again = !fresh && answer is RecorderAnswer.Pending && old;
        var expected = fresh ? line with { Command = "new", Number = 4, Paused = wanted, Answer = RecorderAnswer.Pending, SentAt = Now }
            : again ? line with { SentAt = Now }
            : line;
        Assert.Equal(expected, next);
    }

    [Fact]
    public void A_recorder_that_was_never_told_to_pause_is_not_told_to_go_on() => Assert.Empty(Next([], paused: false, asked: true));

    [Fact]
    public void A_recorder_is_told_to_pause_the_first_time() =>
        Assert.Equal(new RecorderLine("r", PauseChannel.Audio, "new", 1, true, RecorderAnswer.Pending, Now), Assert.Single(
            Next([], paused: true, asked: false)));

    [Fact]
    public void A_recorder_that_is_no_longer_registered_is_forgotten() => Assert.Empty(RecorderTable.Next(
        [new("gone", PauseChannel.Audio, "before", 1, true, RecorderAnswer.Pending, Now)], [], [PauseChannel.Audio], asked: true, Now, () =>
            "new"));

    static IReadOnlyList<RecorderLine> Next(IReadOnlyList<RecorderLine> lines, bool paused, bool asked) => RecorderTable.Next(
        lines, [("r", PauseChannel.Audio)], paused ? [PauseChannel.Audio] : [PauseChannel.Screen], asked, Now, () => "new");

    sealed class CombinatorialRowsAttribute : Xunit.v3.DataAttribute
    {
        static readonly bool[] Both = [false, true];

        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
            System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) =>
            ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [
                .. from told in Both
                   from wanted in Both
                   from answer in Enum.GetValues<RecorderAnswer>()
                   from old in Both
                   from asked in Both
                   select new TheoryDataRow<bool, bool, RecorderAnswer, bool, bool>(told, wanted, answer, old, asked),
            ]);

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
