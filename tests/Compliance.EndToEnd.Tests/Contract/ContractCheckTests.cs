using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>What deviates from the contract is found: each case changes one thing of an answer that fits.</summary>
public sealed class ContractCheckTests
{
    static readonly ApiOperation Operation = ApiContract.Find("PlaceHold");

    [Fact]
    public void An_answer_that_fits_has_no_fault() => Assert.Empty(Faults(_ => { }));

    [Theory]
    [InlineData(418, "the contract does not have this status")]
    [InlineData(401, "header WWW-Authenticate is missing")]
    [InlineData(404, "the contract does not have media type application/json")]
    public void Another_status(int status, string fault) => Assert.Contains(fault, Faults(_ => { }, status));

    [Theory]
    [InlineData("secret", "\"x\"")]
    [InlineData("matter", null)]
    [InlineData("reviewAt", "\"tomorrow\"")]
    [InlineData("holdId", "7")]
    public void A_member_that_is_unknown_missing_or_of_another_form(string member, string? value) =>
        Assert.NotEmpty(Faults(answer => Change(answer, member, value)));

    [Theory]
    [InlineData("secret", "\"x\"")]
    [InlineData("matter", null)]
    public void A_body_that_was_taken_and_does_not_fit(string member, string? value) => Assert.All(
        Faults(_ => { }, change: sent => Change(sent, member, value)), x => Assert.StartsWith("sent: ", x, StringComparison.Ordinal));

    [Fact]
    public void A_query_parameter_that_was_taken_and_is_unknown() =>
        Assert.Equal(["query parameter x is not in the contract"], Faults(_ => { }, query: "?x=1"));

    [Fact]
    public void An_operation_that_is_unknown() =>
        Assert.NotEmpty(ContractCheck.Faults(new SentRequest("GET", "/api/nothing", "", null), Answer(new JsonObject(), 200), null));

    [Theory]
    [InlineData("GET", "/api/tenants/acme/audit/tile/0/x001/067.p/3", "ReadAuditTile")]
    [InlineData("POST", "/api/tenants/acme/recordings/search", "SearchRecordings")]
    [InlineData("GET", "/api/tenants/acme/recordings/search", "ReadRecording")]
    [InlineData("GET", "/API/Health", "Health")]
    [InlineData("GET", "/api/health/more", null)]
    [InlineData("PUT", "/api/health", null)]
    public void An_address_is_that_of_one_operation(string method, string path, string? id) => Assert.Equal(id, ApiContract.At(method, path)?.Id);

    static IReadOnlyList<string> Faults(
        Action<JsonObject> answer, int status = 200, Action<JsonObject>? change = null, string query = "")
    {
        var (said, sent) = (new JsonObject { ["holdId"] = "h", ["matter"] = "m", ["reviewAt"] = null }, Operation.BodyExample!.AsObject());
        answer(said);
        change?.Invoke(sent);
        var request = new SentRequest("PUT", "/api/tenants/acme/recordings/x/holds/h", query, Encoding.UTF8.GetBytes(sent.ToJsonString()));
        var faults = ContractCheck.Faults(request, Answer(said, status), Operation);
        Assert.True(change is null || faults.Count > 0);
        return faults;
    }

    static Answer Answer(JsonObject body, int status) => new(
        (HttpStatusCode)status,
        Encoding.UTF8.GetBytes(body.ToJsonString()),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json; charset=utf-8" });

    static void Change(JsonObject members, string member, string? value)
    {
        members.Remove(member);
        if (value is not null)
        {
            members[member] = JsonNode.Parse(value);
        }
    }
}
