using Compliance.Json;
using Compliance.Settings;

namespace Compliance.Core.Tests.Settings;

public sealed class RetentionRuleCheckTests
{
    [Theory]
    [InlineData("""{"name":"Screens","deleteAfter":"P1D"}""", "rules[0].name")]
    [InlineData("""{"name":"a1234567","deleteAfter":"P1D"}""", "rules[0].name")]
    [InlineData("""{"name":"a"}""", "rules[0].deleteAfter")]
    [InlineData("""{"name":"a","retainAtLeast":"P1Y"}""", "rules[0].law")]
    [InlineData("""{"name":"a","retainAtLeast":"P1Y","law":"two\nlines"}""", "rules[0].law")]
    [InlineData("""{"name":"a","deleteAfter":"P1D","purpose":"no spaces"}""", "rules[0].purpose")]
    [InlineData("""{"name":"a","deleteAfter":"P1D","queue":"+44 7700 900123"}""", "rules[0].queue")]
    [InlineData("""{"name":"a","deleteAfter":"P1D","category":""}""", "rules[0].category")]
    [InlineData("""{"name":"a","deleteAfter":"P1D"},{"name":"a","deleteAfter":"P2D"}""", "rules[1].name")]
    public void What_is_no_rule_is_named(string rules, string field) => Assert.Equal([field], Faults(rules));

    [Theory]
    [InlineData("""{"name":"a","deleteAfter":"30"}""", "rules[0].deleteAfter")]
    [InlineData("""{"name":"a","deleteAfter":30}""", "rules[0].deleteAfter")]
    [InlineData("""{"name":"a","deleteAfter":"P1D","medium":"video"}""", "rules[0].medium")]
    [InlineData("""{"deleteAfter":"P1D"}""", "rules[0].name")]
    [InlineData("""{"name":"a","deleteAfter":"P1D","days":3}""", "rules[0].days")]
    [InlineData("null", "rules[0]")]
    public void What_has_not_the_form_of_one_is_named(string rules, string field)
    {
        Assert.False(Parse(rules).IsSuccess(out _, out var failure));
        Assert.Equal([field], failure.Errors!.ByField.Select(x => x.Key));
    }

    [Fact]
    public void Templates_are_rules() => Assert.False(RetentionRuleCheck.Check(RetentionTemplates.All).Any);

    [Fact]
    public void There_are_at_most_two_hundred() => Assert.Equal(
        ["rules"],
        RetentionRuleCheck.Check([.. Enumerable.Range(0, 201).Select(x => new RetentionRule($"r{x}") { DeleteAfter = new(0, 1) })])
            .ByField.Select(x => x.Key));

    static IEnumerable<string> Faults(string rules)
    {
        Assert.True(Parse(rules).IsSuccess(out var form, out _));
        return RetentionRuleCheck.Check(form.Rules).ByField.Select(x => x.Key);
    }

    static Compliance.Failures.Outcome<RetentionForm> Parse(string rules) =>
        StrictJson.Parse<RetentionForm>(System.Text.Encoding.UTF8.GetBytes($$"""{"rules":[{{rules}}]}"""));
}
