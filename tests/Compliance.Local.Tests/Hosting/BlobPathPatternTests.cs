using Compliance.Local.Blobs;

namespace Compliance.Local.Tests.Hosting;

public class BlobPathPatternTests
{
    [Fact]
    public void Match_AllParts_Bound()
    {
        var pattern = BlobPathPattern.Parse("inbox/{tenant}/{recordingId}/{ordinal}")!;

        var parts = pattern.Match("acme/0199/3")!;

        Assert.True(pattern.StartsWithTenant);
        Assert.Equal("inbox", pattern.Container);
        Assert.Equal(("acme", "0199", "3"), (parts["tenant"], parts["RECORDINGID"], parts["ordinal"]));
    }

    [Theory]
    [InlineData("acme/0199")]
    [InlineData("acme//")]
    public void Match_TooFewParts_Null(string name) =>
        Assert.Null(BlobPathPattern.Parse("inbox/{tenant}/{recordingId}/{ordinal}")!.Match(name));

    [Fact]
    public void Match_LastPart_TakesTheRest() =>
        Assert.Equal("a/b.txt", BlobPathPattern.Parse("inbox/{tenant}/{name}")!.Match("acme/a/b.txt")!["name"]);

    [Theory]
    [InlineData("inbox")]
    [InlineData("inbox/")]
    [InlineData("{container}/x")]
    public void Parse_NoLiteralContainer_Null(string path) => Assert.Null(BlobPathPattern.Parse(path));
}
