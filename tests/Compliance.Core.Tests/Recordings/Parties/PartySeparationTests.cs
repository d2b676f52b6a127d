using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Parties;

public sealed class PartySeparationTests
{
    static readonly PartyFacts Agent = new(PartyRole.Agent, 0, 0, null, null);
    static readonly PartyFacts Caller = new(PartyRole.Caller, 1, 0, null, null);

    public static TheoryData<string, PartyFacts[], bool> Calls => new()
    {
        { "a channel each", [Agent, Caller, Caller with { Channel = 2 }], true },
        { "one channel for two", [Agent, Caller, Caller], false },
        { "one channel, one after the other", [Agent, Caller with { To = 60 }, Caller with { From = 60 }], true },
        { "one channel, at the same time for a while", [Agent, Caller with { To = 60 }, Caller with { From = 59.5 }], false },
        { "another may be on any channel", [Agent, Caller, Caller with { Channel = null }], false },
        { "the person may be on any channel", [Agent, Caller with { Channel = null }], false },
        { "another who may be on any channel had left", [Agent, Caller with { From = 60 }, Caller with { Channel = null, To = 60 }], true },
        { "one channel with somebody who was erased", [Agent, Caller, Caller with { Erased = ErasedPart.All }], true },
        { "one channel with staff without a name", [Caller with { Role = PartyRole.Agent, Erased = ErasedPart.Identity }, Caller], false },
        { "an interpreter on the caller's channel", [Agent, Caller, Caller with { Role = PartyRole.Interpreter }], false },
        { "nobody else", [Caller, Caller], false },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Voices_are_told_apart_by_channel_and_time(string what, PartyFacts[] call, bool apart) =>
        Assert.Equal((what, apart), (what, PartySeparation.IsApart(call, [call[1].Role is PartyRole.Caller ? 1 : 0])));

    [Fact]
    public void The_description_of_the_media_gives_a_channel_that_only_one_party_can_have()
    {
        var call = new RecordingTicket
        {
            CallId = default,
            StartedAt = default,
            Purposes = [],
            Files = [],
            Media = new MediaDescription { Channels = ["Agent", "caller"] },
            Parties = [new() { Role = PartyRole.Agent }, new() { Role = PartyRole.Caller }, new() { Role = PartyRole.Caller, Channel = 3 }],
        };
        Assert.Equal([0, null, 3], PartyFacts.Of(call).Select(x => x.Channel));
        Assert.Equal([0, 1], PartyFacts.Of(call with { Parties = [.. call.Parties.Take(2)] }).Select(x => x.Channel));
    }
}
