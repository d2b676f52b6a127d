using Compliance.Identities;
using FsCheck;
using FsCheck.Fluent;

namespace Compliance.Core.Tests.Identities.Opaque;

public class OpaqueTextTests
{
    static readonly NormalizedIdentity[] Amelia =
    [
        new(IdentityType.Name, "amelia okafor"),
        new(IdentityType.Phone, "+447700900000"),
        new(IdentityType.Email, "amelia.okafor@example.org"),
        new(IdentityType.AccountId, "AC-100000"),
        new(IdentityType.AgentId, "agent-1"),
    ];

    [Theory]
    [InlineData("call-1")]
    [InlineData("agent-1")]
    [InlineData("billing")]
    [InlineData("media.wav")]
    [InlineData("keystrokes.jsonl")]
    [InlineData("2026-03-02")]
    [InlineData("20260302")]
    [InlineData("20260302-091500")]
    [InlineData("20260302T091500Z")]
    [InlineData("20260302091500")]
    [InlineData("20260302091500123")]
    [InlineData("2026-03-02T09-15-00")]
    [InlineData("2026-03-02_09.15.00.123")]
    [InlineData("2026-03-02T09-15-00Z_agent-1_seg-0002.wav")]
    [InlineData("02-03-2026")]
    [InlineData("1772442900")]
    [InlineData("1772442900123")]
    [InlineData("1772442900.12345")]
    [InlineData("DSR-2026-000123")]
    [InlineData("2026-12345678")]
    [InlineData("INV-12345678")]
    [InlineData("0000000042")]
    [InlineData("call-00012345")]
    [InlineData("0f21ddb6-6cad-4a26-8d11-6ece1738f7d9")]
    [InlineData("rec_0F21DDB6-6CAD-4A26-8D11-6ECE1738F7D9.wav")]
    [InlineData("0f21ddb66cad4a268d116ece1738f7d9")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("11111111-1111-4111-8111-111111111111")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("00f067aa0ba902b7")]
    [InlineData("00001023451772442900")]
    [InlineData("Q 24/7 support")]
    public void Opaque_texts_pass(string text) => Assert.Null(OpaqueText.Check(text, Amelia));

    [Theory]
    [InlineData("447700900123")]
    [InlineData("+447700900123")]
    [InlineData("07700-900-123")]
    [InlineData("0044.7700.900123")]
    [InlineData("0044 (0)7700 900123")]
    [InlineData("call-07700900123")]
    [InlineData("call07700900123")]
    [InlineData("20260302-07700900123")]
    [InlineData("20260302-091500-07700-900-123.wav")]
    [InlineData("07700900123_20260302")]
    [InlineData("(202) 555-0123")]
    [InlineData("555-0123")]
    [InlineData("2025550123")]
    [InlineData("+33 6 39 98 01 23")]
    [InlineData("06.39.98.01.23")]
    [InlineData("０７７００　９００１２３")]
    [InlineData("٠٧٧٠٠٩٠٠١٢٣")]
    [InlineData("447700900123-12345678")]
    public void Phone_shaped_runs_are_refused(string text) => Refused(text, "phone");

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111.1111.1111.1111.wav")]
    [InlineData("4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1")]
    [InlineData("pan4111111111111111x")]
    [InlineData("3782-822463-10005")]
    [InlineData("6011000990139424")]
    [InlineData("20260302-4111111111111111")]
    [InlineData("4222222222222")]
    [InlineData("6304000000000000000")]
    [InlineData("a1b2c3d4111111111111111e5")]
    [InlineData("41111111-1111-1111-1111-000000000000")]
    public void Luhn_valid_numbers_are_refused(string text) => Refused(text, "card");

    [Theory]
    [InlineData("amelia-okafor")]
    [InlineData("Amelia_Okafor")]
    [InlineData("AMELIAOKAFOR")]
    [InlineData("AmeliaOkafor20260302.wav")]
    [InlineData("okafor.amelia")]
    [InlineData("call-okafor-2-amelia")]
    [InlineData("Amélia Okafor")]
    [InlineData("a-m-e-l-i-a-okafor")]
    [InlineData("amelia.okafor.example.org")]
    [InlineData("AC-100000")]
    [InlineData("ac_100000")]
    [InlineData("recAC100000x")]
    [InlineData("x7700900000")]
    [InlineData("7700-900000")]
    public void Announced_identities_are_refused(string text) => Refused(text, "identity");

    [Fact]
    public void An_address_is_refused_announced_or_not() =>
        Assert.Contains("e-mail", OpaqueText.Check("someone@example.net", []), StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_found_that_was_not_announced()
    {
        Assert.Null(OpaqueText.Check("amelia-okafor", []));
        Assert.Null(OpaqueText.Check("AC-100000", []));
    }

    [Theory]
    [InlineData("billing-2", "billing@example.org")]
    [InlineData("support", "Support@example.org")]
    public void Role_mailboxes_are_ordinary_words(string text, string address) =>
        Assert.Null(OpaqueText.Check(text, [new(IdentityType.Email, address.ToLowerInvariant())]));

    [Theory]
    [InlineData("team-dana", "dana")]
    [InlineData("dana", "dana")]
    [InlineData("li-wu", "li wu")]
    [InlineData("王小明", "王小明")]
    [InlineData("caller-小明", "小明")]
    public void Short_names_are_found_as_words(string text, string name) =>
        Assert.NotNull(OpaqueText.Check(text, [new(IdentityType.Name, name)]));

    [Theory]
    [InlineData("agent.wav", "agent")]
    [InlineData("agent-1", "agent 1")]
    [InlineData("unknown-caller", "unknown caller")]
    public void What_only_says_who_speaks_names_nobody(string text, string name) =>
        Assert.Null(OpaqueText.Check(text, [new(IdentityType.Name, name)]));

    [Theory]
    [InlineData("bandanas", "dana")]
    [InlineData("100-billing", "1")]
    [InlineData("x1234567", "12345")]
    public void Short_identities_are_not_found_inside_words(string text, string accountId) =>
        Assert.Null(OpaqueText.Check(text, [new(IdentityType.AccountId, accountId.ToUpperInvariant())]));

    [Fact]
    public void A_control_character_is_refused() => Assert.NotNull(OpaqueText.Check("a\u0007b", []));

    [Fact]
    public void Every_UUID_passes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<Guid, NonNegativeInt>((id, n) =>
            OpaqueText.Check(id.ToString("D"), Amelia) is null
            && OpaqueText.Check(id.ToString("N"), Amelia) is null
            && OpaqueText.Check($"call_{n.Get % 1000}-{id:D}.wav", Amelia) is null));

    [Fact]
    public void Every_version_7_UUID_passes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll<PositiveInt>(n => OpaqueText.Check(Guid.CreateVersion7(Moment(n.Get)).ToString("D"), Amelia) is null));

    [Fact]
    public void Every_time_passes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll<PositiveInt>(n =>
        {
            var at = Moment(n.Get);
            string[] texts =
            [
                at.ToString("yyyyMMddHHmmss"), at.ToString("yyyyMMdd-HHmmss"), at.ToString("yyyy-MM-ddTHH-mm-ss"),
                at.ToString("yyyyMMddTHHmmssfff"),
                at.ToUnixTimeSeconds().ToString(), at.ToUnixTimeMilliseconds().ToString(),
            ];
            return texts.All(x => OpaqueText.Check($"{x}-seg-{n.Get % 100}", Amelia) is null);
        }));

    [Fact]
    public void No_text_breaks_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll<string>(x => OpaqueText.Check(x ?? "", Amelia) is null or { Length: > 0 }));

    [Fact]
    public void An_announced_phone_is_found_however_it_is_separated() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Separated("447700900000").ToArbitrary(), x => OpaqueText.Check(x, Amelia) is not null));

    [Fact]
    public void A_card_number_is_found_however_it_is_separated() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Separated("5555555555554444").ToArbitrary(), x => OpaqueText.Check(x, []) is not null));

    static DateTimeOffset Moment(int n) =>
        DateTimeOffset.FromUnixTimeMilliseconds(1_262_304_000_000 + ((n * 7_919_333L) % 700_000_000_000L));

    static Gen<string> Separated(string digits) =>
        Gen.ArrayOf(Gen.Elements("", "", "", "-", ".", "_", " ", "~", ". "), digits.Length)
            .Select(x => string.Concat(digits.Select((digit, i) => i == 0 ? $"{digit}" : x[i] + digit)));

    static void Refused(string text, string because)
    {
        var fault = OpaqueText.Check(text, Amelia);

        Assert.NotNull(fault);
        Assert.Contains(because, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(text, fault, StringComparison.OrdinalIgnoreCase);
    }
}
