using System.Globalization;
using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Keys.Backup;

public sealed class RingPruningTests
{
    [Theory]
    [InlineData("1", 1, RecordingState.Sealed, RingFate.Written, "1")]
    [InlineData("1", 2, RecordingState.Sealed, RingFate.Superseded, null)]
    [InlineData("1,2", 2, RecordingState.Sealed, RingFate.Written, "2")]
    [InlineData("1,2", 2, RecordingState.Quarantined, RingFate.Written, "2")]
    [InlineData("1,2", 1, RecordingState.Sealing, RingFate.Written, "1,2")]
    [InlineData("1,2,3", 2, RecordingState.Sealing, RingFate.Written, "2,3")]
    [InlineData("2", 1, RecordingState.Sealed, RingFate.Superseded, null)]
    [InlineData("1", 1, RecordingState.AwaitingUpload, RingFate.Written, "1")]
    [InlineData("1", 1, RecordingState.Expired, RingFate.Written, "1")]
    [InlineData("1", 1, RecordingState.Erasing, RingFate.Erased, null)]
    [InlineData("1", 1, RecordingState.Erased, RingFate.Erased, null)]
    public void Prune_ByTheState(string keys, int generation, RecordingState state, RingFate fate, string? left)
    {
        var (met, record) = RingPruning.Prune(Record(keys, minSequence: 1), Document(state, generation, sequence: 4));

        Assert.Equal(fate, met);
        Assert.Equal(left, record is null ? null : string.Join(',', record.Keys.Select(x => x.Generation)));
    }

    [Theory]
    [InlineData(2, 5, 5)]
    [InlineData(5, 5, 5)]
    [InlineData(7, 5, 7)]
    public void Prune_NoManifestOlderThanTheStatesIsBelieved(long recorded, long stated, long expected) =>
        Assert.Equal(expected, RingPruning.Prune(Record("1", recorded), Document(RecordingState.Sealed, 1, stated)).Record!.MinSequence);

    [Fact]
    public void Prune_OfNoRecording_IsOfNothing() =>
        Assert.Equal((RingFate.Unknown, null), RingPruning.Prune(Record("1", 1), document: null));

    static RecordingKeyRecord Record(string generations, long minSequence) => new()
    {
        Keys = [.. generations.Split(',').Select(
            x => new GenerationKey(int.Parse(x, CultureInfo.InvariantCulture), "seal-1", "RSA-OAEP-256", [1]))],
        MinSequence = minSequence,
    };

    static RecordingDocument Document(RecordingState state, int generation, long sequence) => new()
    {
        State = state,
        CreatedAt = DateTimeOffset.UnixEpoch,
        NextOrdinal = 1,
        Facts = RecordingFacts.None,
        KeyGeneration = generation,
        Manifest = Encoding.UTF8.GetString(StateJson.Write(new RecordingManifest
        {
            Tenant = "acme",
            RecordingId = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee",
            Sequence = sequence,
            Facts = RecordingFacts.None,
            Generation = generation,
            TicketMac = "",
            Metadata = "sealed",
            Retention = new RetentionState(DateTimeOffset.UnixEpoch, null),
        })),
    };
}
