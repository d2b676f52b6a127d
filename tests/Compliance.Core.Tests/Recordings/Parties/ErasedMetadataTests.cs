using System.Text;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Recordings.Parties;

public sealed class ErasedMetadataTests
{
    static readonly SubjectRequestId Theirs = SubjectRequestId.Parse("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee");
    static readonly SubjectRequestId Others = SubjectRequestId.Parse("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeef");

    static readonly RecordingTicket Call = new()
    {
        CallId = CallId.Parse("call-1"),
        StartedAt = default,
        Purposes = [],
        Files = [],
        Parties =
        [
            new() { Role = PartyRole.Agent, Id = "agent-1", Name = "Tom Reed", Channel = 0 },
            new()
            {
                Role = PartyRole.Caller, Name = "Anna Berg", Phone = "+41791234567", Email = "anna@example.org", AccountId = "AC-ANNA",
                DateOfBirth = new DateOnly(1980, 1, 1), Channel = 1, JoinedSeconds = 2, LeftSeconds = 9,
            },
            new() { Role = PartyRole.Caller, Name = "Ben Berg", AccountId = "AC-BEN" },
        ],
        Custom = new Dictionary<string, string>(StringComparer.Ordinal) { ["holder"] = "Anna Berg (main)", ["tariff"] = "blue" },
    };

    [Fact]
    public void Nothing_of_a_party_is_left_and_everything_of_others()
    {
        var after = ErasedMetadata.Without(Record(), new(Theirs, [1], ErasedPart.All, [Theirs], [new(1, 4)]), x => x);
        Assert.Equal(
            new Party { Role = PartyRole.Caller, Channel = 1, JoinedSeconds = 2, LeftSeconds = 9, Unknown = true, Erased = ErasedPart.All },
            after.Call.Parties[1]);
        Assert.Equal([Call.Parties[0], Call.Parties[2]], [after.Call.Parties[0], after.Call.Parties[2]]);
        Assert.Equal("tariff", Assert.Single(after.Call.Custom).Key);
        Assert.Equal("Ben's own.", Assert.Single(after.Statements).Text);
        var text = Encoding.UTF8.GetString(StrictJson.Write(after));
        Assert.All(
            (string[])["Anna", "41791234567", "AC-ANNA", "1980", "my cat", "she said"],
            x => Assert.DoesNotContain(x, text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("our dog", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_staff_another_id_stands_and_words_stay()
    {
        var after = ErasedMetadata.Without(Record(), new(Theirs, [0], ErasedPart.Identity, [Theirs], []), _ => "former-1");
        Assert.Equal(
            new Party { Role = PartyRole.Agent, Id = "former-1", Channel = 0, Erased = ErasedPart.Identity }, after.Call.Parties[0]);
        Assert.Equal(2, after.Statements.Count);
        Assert.Empty(PartyIdentities.Of(after.Call.Parties[0], new IdentityNormalizer("CH")));
    }

    [Fact]
    public void The_id_that_stands_for_staff_differs_from_recording_to_recording()
    {
        using var secret = KeyBytes.Create();
        var tokens = new BlindIndex(secret);
        var one = RecordingId.New(TimeProvider.System);
        var id = ErasedMetadata.PseudonymOf(tokens, one, "agent-1");
        Assert.Matches(@"\Aformer-[0-9a-zA-Z_-]{8}\z", id);
        Assert.Equal(id, ErasedMetadata.PseudonymOf(tokens, one, "agent-1"));
        Assert.NotEqual(id, ErasedMetadata.PseudonymOf(tokens, one, "agent-2"));
        Assert.NotEqual(id, ErasedMetadata.PseudonymOf(tokens, RecordingId.New(TimeProvider.System), "agent-1"));
    }

    static MetadataRecord Record() => new(
        Call,
        [
            Note("she said so", Theirs, Value("statement", null, "I am Anna.")),
            Note("mixed up", null, Value("parties", Call.Parties, Call.Parties)),
            Note("misheard", Others, Value("turns", "my cat", "my cats", 4), Value("turns", "our dog", "our dogs", 5)),
            Note("added", Others, Value("statement", null, "Ben's own.")),
        ]);

    static CorrectionNote Note(string reason, SubjectRequestId? request, params CorrectedValue[] changes) =>
        new(default, "p-1", reason, []) { Request = request, Changes = changes };

    static CorrectedValue Value<T>(string field, T? from, T? to, int? turn = null) =>
        new(field, CorrectionReader.Element(from), CorrectionReader.Element(to)) { Ordinal = turn is null ? null : 1, Turn = turn };
}
