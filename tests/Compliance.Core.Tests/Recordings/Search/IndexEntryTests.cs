using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Search;

public sealed class IndexEntryTests
{
    static readonly RecordingId Id = RecordingId.Parse("01890a5d-ac96-774b-bcce-b302099a8057");

    [Theory]
    [InlineData("2026-03-02T00:00:00Z", null, "token/phone/2026-03-02/99999-01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("2026-03-02T23:59:59.9Z", 0, "token/phone/2026-03-02/13600-01890a5d-ac96-774b-bcce-b302099a8057.0")]
    [InlineData("2026-03-02T00:30:00+01:00", 12, "token/phone/2026-03-01/15399-01890a5d-ac96-774b-bcce-b302099a8057.12")]
    public void TryParse_ItsOwnName_IsTheEntry(string at, int? party, string name)
    {
        var entry = IndexEntry.Create("token", "phone", DateTimeOffset.Parse(at, null), Id, party);

        Assert.Equal(name, entry.BlobName);
        Assert.True(IndexEntry.TryParse(name, out var parsed));
        Assert.Equal(entry, parsed);
    }

    [Fact]
    public void TryParse_OfARecordingWithoutANotice_SaysSo()
    {
        var entry = IndexEntry.Create("token", "all", DateTimeOffset.UnixEpoch, Id, party: null, isUnnoticed: true);

        Assert.Equal("token/all/1970-01-01/99999-01890a5d-ac96-774b-bcce-b302099a8057.n", entry.BlobName);
        Assert.True(IndexEntry.TryParse(entry.BlobName, out var parsed));
        Assert.Equal(entry, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("token/phone/2026-03-02")]
    [InlineData("token/phone/2026-03-02/99999")]
    [InlineData("token/phone/2026-13-02/99999-01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("token/phone/2026-03-02/99999_01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("token/phone/2026-03-02/99999-01890a5d-ac96-774b-bcce-b302099a8057.")]
    [InlineData("token/phone/2026-03-02/99999-01890a5d-ac96-774b-bcce-b302099a8057.x")]
    [InlineData("token/phone/2026-03-02/99999-01890a5d-ac96-774b-bcce-b302099a8057.01")]
    [InlineData("token/phone/2026-03-02/99999-01890A5D-ac96-774b-bcce-b302099a8057")]
    [InlineData("token/phone/2026-03-02/99999-01890a5d-ac96-774b-bcce-b302099a8057/more")]
    public void TryParse_AnyOtherName_IsNone(string name) => Assert.False(IndexEntry.TryParse(name, out _));
}
