using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>A call of Ottoline's with an agent and, where wanted, somebody else.</summary>
static class ExportedCalls
{
    public static readonly IdentityNormalizer Normalizer = new("GB");

    static readonly string Hash = VconHash.Of(new byte[64]);

    static readonly Party Agent = new() { Role = PartyRole.Agent, Channel = 0, Id = "agent-9", Name = "Dana Whitfield" };

    static readonly Party Ottoline = new()
    {
        Role = PartyRole.Caller,
        Channel = 1,
        Name = "Ottoline Quimby",
        Phone = "07700 900123",
        Email = "ottoline@example.org",
        AccountId = "AC-7",
    };

    static readonly Party Other = new() { Role = PartyRole.ThirdParty, Channel = 2, Name = "Barnaby Finch", Phone = "07700 900456" };

    public static RecordingTicket Ticket(bool other = false) => new()
    {
        CallId = CallId.Parse("call-of-the-person"),
        StartedAt = new DateTimeOffset(2026, 3, 2, 9, 15, 0, TimeSpan.Zero),
        DurationSeconds = 28.5,
        Parties = other ? [Agent, Ottoline, Other] : [Agent, Ottoline],
        Purposes =
        [
            new Purpose
            {
                Name = "quality", Basis = LawfulBasis.Consent, Evidence = "spoken, turn 2", RetainUntil = DateTimeOffset.UnixEpoch.AddYears(60),
            },
            new Purpose { Name = "billing", Basis = LawfulBasis.Contract },
        ],
        Files = [],
    };

    public static ExportOrder Order(SubjectRequestId request, SubjectRequestType right = SubjectRequestType.Access) =>
        new(new PackageBuild(request, 0, 1), right, [], Normalizer, RedactionSet.None);

    public static CallPeople People(RecordingTicket ticket, SubjectRequestType right = SubjectRequestType.Access) => CallPeople.Of(
        ticket,
        [new NormalizedIdentity(IdentityType.AccountId, "AC-7"), new NormalizedIdentity(IdentityType.Phone, "+447700900123")],
        Normalizer,
        right);

    public static ExportedCall Of(bool other = false, SubjectRequestType right = SubjectRequestType.Access)
    {
        var ticket = Ticket(other);
        var id = RecordingId.Parse("01980000-0000-7000-8000-000000000001");
        return new ExportedCall(
            id,
            Generation: 1,
            ticket,
            People(ticket, right),
            PurposeStanding.Of(ticket.Purposes, [], ticket.StartedAt),
            [
                new ExportedFile(0, "media.wav", "audio/wav", FileContent.Audio, $"media/{id}/media.wav")
                {
                    Size = 4, Sha512 = Hash, Channels = 3, Silenced = other ? [2] : [],
                },
                new ExportedFile(1, "turns.json", "application/json", FileContent.Transcript, $"transcripts/{id}-1.json") { Sha512 = Hash },
                new ExportedFile(2, "screen.webm", "video/webm", FileContent.Video, null, LeftOut: LeftOutReason.OthersNotApart),
            ],
            new Dictionary<int, IReadOnlyList<CallTurn>>
            {
                [1] = [new CallTurn(0, "Agent", 0, 1.5, "Hello."), new CallTurn(1, "You", 2, 3, null)],
            });
    }
}
