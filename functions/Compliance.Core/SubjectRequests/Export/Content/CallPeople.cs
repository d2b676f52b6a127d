using Compliance.Identities;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Whose voice and data a copy of a call may contain. Portability (GDPR Art. 20) hands over the person's own part. Access (Art. 15) covers
/// the conversation they took part in: their own part and that of staff, who are named by role. Nobody else's (Art. 15(4), 20(4)).
/// </summary>
sealed class CallPeople
{
    readonly IReadOnlyList<Party> parties;
    readonly HashSet<int> subject;
    readonly SubjectRequestType right;
    readonly IReadOnlyList<PartyFacts> facts;

    CallPeople(RecordingTicket call, HashSet<int> subject, SubjectRequestType right) =>
        (parties, facts, this.subject, this.right) = (call.Parties, PartyFacts.Of(call), subject, right);

    /// <param name="identities">The person's identities, as stated in the request.</param>
    public static CallPeople Of(
        RecordingTicket call, IReadOnlyList<NormalizedIdentity> identities, IdentityNormalizer normalizer, SubjectRequestType right)
    {
        var matches = call.Parties
            .Select((party, index) => (Index: index, Strength: IdentityMatcher.Match(Evidence(party, identities, normalizer))))
            .Where(x => x.Strength is not null)
            .ToList();
        var best = matches.Count > 0 ? matches.Min(x => x.Strength) : null;
        return new CallPeople(call, [.. matches.Where(x => x.Strength == best).Select(x => x.Index)], right);
    }

    public bool IsSubject(int party) => subject.Contains(party);

    /// <summary>Of somebody whose part was erased nothing is left that could be withheld.</summary>
    public bool IsHeard(int party) => IsSubject(party)
        || parties[party].Erased is ErasedPart.All
        || (right is SubjectRequestType.Access && PartyFacts.IsStaff(parties[party].Role));

    /// <summary>The copy may contain everybody on the call, so nothing has to be removed.</summary>
    public bool AllHeard => subject.Count > 0 && Enumerable.Range(0, parties.Count).All(IsHeard);

    /// <summary>What a party is called in a copy: <c>You</c>, or their role on the call.</summary>
    public string Label(int party) => IsSubject(party) ? "You" : parties[party].Role switch
    {
        _ when parties[party].Erased is ErasedPart.All => "Somebody whose part was erased",
        PartyRole.Agent => "Agent",
        PartyRole.Supervisor => "Supervisor",
        PartyRole.Interpreter => "Interpreter",
        PartyRole.Caller => "Another caller",
        _ => "Another person",
    };

    /// <summary>The parties on each of a file's channels, as far as stated; empty if not stated.</summary>
    public IReadOnlyList<IReadOnlyList<int>> OnChannels(int count) =>
        [.. Enumerable.Range(0, count).Select(OnChannel)];

    /// <summary>The party that a transcript's speaker label means; null if it is ambiguous.</summary>
    /// <param name="at">Seconds; null if unknown.</param>
    public int? Speaker(string word, double? at) => PartySpeakers.Of(parties, word, at);

    /// <summary>Null if not stated.</summary>
    public int? ChannelOf(int party) => facts[party].Channel;

    int[] OnChannel(int channel) => [.. Enumerable.Range(0, parties.Count).Where(x => ChannelOf(x) == channel)];

    static PartyEvidence Evidence(Party party, IReadOnlyList<NormalizedIdentity> asked, IdentityNormalizer normalizer)
    {
        var own = PartyIdentities.Of(party, normalizer).ToLookup(x => x.Type, x => x.Value);
        var (agreeing, differing) = (new HashSet<IdentityType>(), new HashSet<IdentityType>());
        foreach (var kind in asked.GroupBy(x => x.Type, x => x.Value))
        {
            if (own.Contains(kind.Key))
            {
                (own[kind.Key].Intersect(kind, StringComparer.Ordinal).Any() ? agreeing : differing).Add(kind.Key);
            }
        }

        return new PartyEvidence(agreeing, differing);
    }
}
