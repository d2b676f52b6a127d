using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Json;

public sealed class StrictJsonTests
{
    const string Good = """
        {"callId":"c-1","startedAt":"2026-02-03T10:00:00+01:00","channel":"keyStrokes","parties":[{"phone":"+44 7700 900000"}],"custom":{"a":"b"}}
        """;

    enum Channel
    {
        Audio,
        KeyStrokes,

        [JsonStringEnumMemberName("17(1)(b)")]
        Ground,
    }

    sealed record Party(string? Phone = null, int? Channel = null, DateOnly? Born = null);

    sealed record Call(string CallId, DateTimeOffset StartedAt, Channel Channel, IReadOnlyList<Party> Parties)
    {
        public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public double DurationSeconds { get; init; } = 1;

        public RecordingId? Recording { get; init; }

        public TenantId? Tenant { get; init; }

        public JsonElement? Free { get; init; }
    }

    [Fact]
    public void Parse_GoodBody_FillsTheRecordAndItsDefaults()
    {
        var call = Value(Good);

        Assert.Equal("c-1", call.CallId);
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 9, 0, 0, TimeSpan.Zero), call.StartedAt);
        Assert.Equal(TimeSpan.Zero, call.StartedAt.Offset);
        Assert.Equal(Channel.KeyStrokes, call.Channel);
        Assert.Equal("+44 7700 900000", Assert.Single(call.Parties).Phone);
        Assert.Equal(1, call.DurationSeconds);
    }

    [Fact]
    public void Parse_ByteOrderMark_IsPassedOver() => Assert.Equal("c-1", Value("\uFEFF" + Good).CallId);

    [Theory]
    [InlineData("\"callId\":\"c-1\",", "", "callId", "is required")]
    [InlineData("\"c-1\"", "null", "callId", "must not be null")]
    [InlineData("\"c-1\"", "7", "callId", "must be a string")]
    [InlineData("\"keyStrokes\"", "\"KeyStrokes\"", "channel", "must be one of: audio, keyStrokes, 17(1)(b)")]
    [InlineData("\"keyStrokes\"", "1", "channel", "must be one of: audio, keyStrokes, 17(1)(b)")]
    [InlineData("\"keyStrokes\"", "\"audio,keyStrokes\"", "channel", "must be one of: audio, keyStrokes, 17(1)(b)")]
    [InlineData("10:00:00+01:00", "10:00:00", "startedAt", "must be an RFC 3339 timestamp with an offset, like 2026-01-31T09:30:00Z")]
    [InlineData("{\"phone\":\"+44 7700 900000\"}", "{},{\"phone\":5}", "parties[1].phone", "must be a string")]
    [InlineData("{\"phone\":\"+44 7700 900000\"}", "{},{\"channel\":1.5}", "parties[1].channel", "must be a whole number in range")]
    [InlineData("{\"phone\":\"+44 7700 900000\"}", "{\"channel\":\"1\"}", "parties[0].channel", "must be a whole number in range")]
    [InlineData("{\"phone\":\"+44 7700 900000\"}", "{\"born\":\"1970-02-30\"}", "parties[0].born", "must be a date, like 1970-12-31")]
    [InlineData("{\"phone\":\"+44 7700 900000\"}", "null", "parties[0]", "must not be null")]
    [InlineData("[{\"phone\":\"+44 7700 900000\"}]", "{}", "parties", "must be an array")]
    [InlineData("{\"a\":\"b\"}", "{\"a\":1}", "custom.a", "must be a string")]
    [InlineData("{\"a\":\"b\"}", "{\"a\":\"1\",\"a\":\"2\"}", "custom.a", "must be unique")]
    [InlineData("\"callId\"", "\"phone\":1,\"callId\"", "phone", "is not known")]
    [InlineData("\"callId\"", "\"callId\":\"c-0\",\"callId\"", "callId", "must be unique")]
    [InlineData("\"callId\"", "\"CallId\":\"c-0\",\"callId\"", "CallId", "is not known")]
    [InlineData("\"callId\"", "\"durationSeconds\":1e999,\"callId\"", "durationSeconds", "must be a number in range")]
    [InlineData("\"callId\"", "\"recording\":\"x\",\"callId\"", "recording", "must be a lowercase UUID")]
    [InlineData("\"callId\"", "\"free\":{\"x\":[{\"y\":1,\"y\":2}]},\"callId\"", "free.x[0].y", "must be unique")]
    [InlineData("\"c-1\"", "\"\\ud800\"", "callId", "must be a string")]
    [InlineData("\"callId\"", "\"\\ud800\":1,\"callId\"", "body", "holds a field name that is not Unicode text")]
    public void Parse_OneFault_IsNamedByItsPath(string part, string instead, string field, string message)
    {
        var error = Assert.Single(Errors(Good.Replace(part, instead, StringComparison.Ordinal)));

        Assert.Equal(field, error.Key);
        Assert.Equal([message], error.Value);
    }

    [Fact]
    public void Parse_SeveralFaults_AreAllNamed()
    {
        var errors = Errors("""{"callId":1,"channel":"video","parties":[{"mail":"x"}]}""");

        Assert.Equal("callId channel parties[0].mail startedAt", string.Join(' ', errors.Keys.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("+447700900000")]
    [InlineData("c4477009")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("jane@example.org")]
    [InlineData("Jane Doe")]
    public void Parse_FieldNameThatLooksPersonal_IsReportedAtItsParent(string name)
    {
        var errors = Errors(Good.Replace("{\"phone\"", $$"""{"{{name}}":{"deep":1},"phone" """, StringComparison.Ordinal));

        Assert.Equal("holds a field that is not known", Assert.Single(errors["parties[0]"]));
        var custom = Errors(Good.Replace("\"a\":\"b\"", $"\"{name}\":1", StringComparison.Ordinal));
        Assert.Equal("custom", Assert.Single(custom.Keys));
        Assert.All([errors, custom], x => Assert.DoesNotContain(name, JsonSerializer.Serialize(x), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"callId\":\"07700900000\",}")]
    [InlineData("{/* 07700900000 */}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"07700900000\"")]
    public void Parse_NoObject_IsAFaultOfTheBody(string text)
    {
        var error = Assert.Single(Errors(text));

        Assert.Equal("body", error.Key);
        Assert.DoesNotContain("07700", error.Value[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_InvalidUtf8_IsAFaultOfTheBody()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Good.IndexOf("c-1", StringComparison.Ordinal)] = 0xC3;

        Assert.False(StrictJson.Parse<Call>(bytes).IsSuccess(out _, out var failure));
        Assert.Equal(["is not UTF-8"], FailureAssert.Faults(failure)["body"]);
    }

    [Fact]
    public void Parse_DeepNesting_IsAFaultOfTheBody()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Equal(
            "body", Assert.Single(Errors(Good.Replace("\"callId\"", $"\"free\":{deep},\"callId\"", StringComparison.Ordinal)).Keys));
    }

    [Fact]
    public void Parse_ManyFaults_AnswersWithFifty()
    {
        var many = string.Join(',', Enumerable.Range(0, 5000).Select(_ => "1"));

        Assert.Equal(50, Errors(Good.Replace("{\"phone\":\"+44 7700 900000\"}", many, StringComparison.Ordinal)).Count);
    }

    [Fact]
    public async Task ReadAsync_MoreThanTheLimit_IsTooLarge()
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(Good + new string(' ', StrictJson.SizeLimit)));

        var outcome = await StrictJson.ReadAsync<Call>(body, TestContext.Current.CancellationToken);

        Assert.False(outcome.IsSuccess(out _, out var failure));
        Assert.Equal(Failure.TooLarge(StrictJson.SizeLimit), failure);
    }

    [Fact]
    public async Task ReadAsync_ExactlyTheLimit_IsRead()
    {
        var text = Good + new string(' ', StrictJson.SizeLimit - Encoding.UTF8.GetByteCount(Good));
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));

        var outcome = await StrictJson.ReadAsync<Call>(body, TestContext.Current.CancellationToken);

        Assert.True(outcome.IsSuccess(out _, out _));
    }

    [Fact]
    public void Write_WritesNullsUtcTimesAndCamelCase()
    {
        var text = Encoding.UTF8.GetString(StrictJson.Write(new
        {
            StartedAt = new DateTimeOffset(2026, 2, 3, 10, 0, 0, 250, TimeSpan.FromHours(1)),
            Channel = Channel.KeyStrokes,
            Tenant = TenantId.Parse("acme"),
            EndedAt = (DateTimeOffset?)null,
            Phone = "+44",
        }));

        Assert.Equal(
            """{"startedAt":"2026-02-03T09:00:00.25Z","channel":"keyStrokes","tenant":"acme","endedAt":null,"phone":"+44"}""", text);
    }

    static Call Value(string text)
    {
        Assert.True(StrictJson.Parse<Call>(Encoding.UTF8.GetBytes(text)).IsSuccess(out var call, out _));
        return call;
    }

    static IReadOnlyDictionary<string, string[]> Errors(string text)
    {
        Assert.False(StrictJson.Parse<Call>(Encoding.UTF8.GetBytes(text)).IsSuccess(out _, out var failure));
        return FailureAssert.Faults(failure);
    }
}
