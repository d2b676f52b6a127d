using Compliance.Identities;

namespace Compliance.Core.Tests.Identities;

public class IdentityMatcherTests
{
    [Theory]
    [InlineData("accountId", "", MatchStrength.Strong)]
    [InlineData("accountId", "phone email", MatchStrength.Strong)]
    [InlineData("accountId", "name", MatchStrength.Contradicted)]
    [InlineData("accountId", "phone email name", MatchStrength.Contradicted)]
    [InlineData("accountId phone email", "name", MatchStrength.Contradicted)]
    [InlineData("phone email", "", MatchStrength.Strong)]
    [InlineData("phone name", "", MatchStrength.Strong)]
    [InlineData("phone name", "email", MatchStrength.Strong)]
    [InlineData("phone email", "accountId", MatchStrength.Contradicted)]
    [InlineData("phone email", "name", MatchStrength.Contradicted)]
    [InlineData("phone name", "accountId", MatchStrength.Contradicted)]
    [InlineData("phone name", "agentId", MatchStrength.Contradicted)]
    [InlineData("phone", "", MatchStrength.Weak)]
    [InlineData("email", "", MatchStrength.Weak)]
    [InlineData("agentId", "", MatchStrength.Weak)]
    [InlineData("phone", "email", MatchStrength.Weak)]
    [InlineData("email", "phone", MatchStrength.Weak)]
    [InlineData("agentId", "phone", MatchStrength.Weak)]
    [InlineData("phone", "name", MatchStrength.Contradicted)]
    [InlineData("phone", "accountId", MatchStrength.Contradicted)]
    [InlineData("name", "", null)]
    [InlineData("name", "phone", null)]
    [InlineData("", "phone email", null)]
    [InlineData("", "", null)]
    public void A_party_matches(string agreeing, string differing, MatchStrength? expected) =>
        Assert.Equal(expected, IdentityMatcher.Match(Party(agreeing, differing)));

    [Fact]
    public void Kinds_of_different_parties_do_not_add_up() =>
        Assert.Equal(MatchStrength.Weak, IdentityMatcher.Match([Party("phone", ""), Party("email", "")]));

    [Fact]
    public void The_best_party_speaks_for_the_recording()
    {
        Assert.Equal(MatchStrength.Strong, IdentityMatcher.Match([Party("phone", "name"), Party("accountId", ""), Party("phone", "")]));
        Assert.Equal(MatchStrength.Weak, IdentityMatcher.Match([Party("phone", "name"), Party("phone", "")]));
        Assert.Null(IdentityMatcher.Match([]));
    }

    /// <summary>All 243 cases: more agreement never makes a match worse.</summary>
    [Fact]
    public void Agreement_never_weakens()
    {
        foreach (var (agreeing, differing) in AllCases())
        {
            var before = IdentityMatcher.Match(new PartyEvidence(agreeing, differing));
            foreach (var kind in Enum.GetValues<IdentityType>().Where(x => !agreeing.Contains(x) && !differing.Contains(x)))
            {
                var after = IdentityMatcher.Match(new PartyEvidence(agreeing.Append(kind).ToHashSet(), differing));
                Assert.True(before is null || after <= before, $"{string.Join(' ', agreeing)} | {string.Join(' ', differing)} + {kind}");
            }
        }
    }

    /// <summary>All 243 cases, in the words of the rule.</summary>
    [Fact]
    public void Strength_is_what_the_rule_says_of_every_combination()
    {
        foreach (var (agreeing, differing) in AllCases())
        {
            var nobody = agreeing.Count == 0 || agreeing.SetEquals([IdentityType.Name]);
            var somebodyElse = differing.Contains(IdentityType.AccountId) || differing.Contains(IdentityType.Name)
                || differing.Contains(IdentityType.AgentId);
            var certain = agreeing.Contains(IdentityType.AccountId) || agreeing.Count >= 2;
            MatchStrength? expected = nobody ? null : somebodyElse ? MatchStrength.Contradicted : certain ? MatchStrength.Strong : MatchStrength.Weak;

            Assert.Equal(expected, IdentityMatcher.Match(new PartyEvidence(agreeing, differing)));
        }
    }

    static IEnumerable<(HashSet<IdentityType> Agreeing, HashSet<IdentityType> Differing)> AllCases()
    {
        var kinds = Enum.GetValues<IdentityType>();
        for (var number = 0; number < Math.Pow(3, kinds.Length); number++)
        {
            var places = kinds.Select((kind, i) => (kind, Value: number / (int)Math.Pow(3, i) % 3)).ToList();
            yield return (
                [.. places.Where(x => x.Value == 1).Select(x => x.kind)],
                [.. places.Where(x => x.Value == 2).Select(x => x.kind)]);
        }
    }

    static PartyEvidence Party(string agreeing, string differing) => new(Kinds(agreeing), Kinds(differing));

    static HashSet<IdentityType> Kinds(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => Enum.Parse<IdentityType>(x, ignoreCase: true))];
}
