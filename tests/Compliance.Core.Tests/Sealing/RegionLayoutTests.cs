using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class RegionLayoutTests
{
    static readonly RegionLayout Layout = new(100);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 29)]
    [InlineData(99, 1, 127)]
    [InlineData(100, 1, 128)]
    [InlineData(101, 2, 157)]
    [InlineData(200, 2, 256)]
    [InlineData(201, 3, 285)]
    [InlineData(6_442_451_001, 64_424_511, 8_246_337_309)]
    public void SealedLength_OfAClearLength_CountsOverheadOnceARegion(long clear, long regions, long sealedLength)
    {
        Assert.Equal(regions, Layout.Regions(clear));
        Assert.Equal(sealedLength, Layout.SealedLength(clear));
        Assert.True(Layout.TryClearLength(sealedLength, out var back));
        Assert.Equal(clear, back);
    }

    [Fact]
    public void TryClearLength_OfALengthNoFileHas_Refuses()
    {
        var possible = Enumerable.Range(0, 1000).Select(clear => Layout.SealedLength(clear)).ToHashSet();

        Assert.All(Enumerable.Range(0, 1000), length => Assert.Equal(possible.Contains(length), Layout.TryClearLength(length, out _)));
    }
}
