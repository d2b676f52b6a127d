using Compliance.Model;
using Compliance.Retention;

namespace Compliance.Core.Tests.Retention;

public sealed class QuarterStatementTests
{
    static readonly QuarterItem[] All =
    [
        Item(QuarterOutcome.Deleted), Item(QuarterOutcome.Kept), Item(QuarterOutcome.Deleted), Item(QuarterOutcome.Mismatch),
        Item(QuarterOutcome.Reduced),
    ];

    [Fact]
    public void Listed_up_to_the_limit_is_everything() => Assert.Equal(All, QuarterStatement.Listed(All, most: 5));

    [Theory]
    [InlineData(4, "Kept Mismatch Reduced")]
    [InlineData(2, "Kept Mismatch")]
    public void Listed_above_the_limit_leaves_out_what_the_certificates_list(int most, string outcomes) =>
        Assert.Equal(outcomes, string.Join(' ', QuarterStatement.Listed(All, most).Select(x => x.Outcome)));

    static QuarterItem Item(QuarterOutcome outcome) => new(RecordingId.New(TimeProvider.System), outcome);
}
