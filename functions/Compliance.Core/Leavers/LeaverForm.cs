using System.Globalization;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Settings;

namespace Compliance.Leavers;

/// <summary>The body of <c>PUT …/agents/{id}</c> (openapi.yaml).</summary>
public sealed record LeaverForm
{
    /// <summary>As tickets carry it; stored as a blind token only.</summary>
    public required string AgentId { get; init; }

    /// <summary>The last day: a date, or a timestamp, of which the day in the tenant's time zone counts.</summary>
    public required string LeftAt { get; init; }

    public override string ToString() => "LeaverForm(redacted)";
}

/// <summary>A line of <c>POST …/agents</c>.</summary>
public sealed record LeaverLine
{
    public required string Id { get; init; }

    public required string AgentId { get; init; }

    public required string LeftAt { get; init; }

    public override string ToString() => "LeaverLine(redacted)";
}

/// <summary>Somebody who left, checked.</summary>
public sealed record Leaver(EmployeeId Employee, NormalizedIdentity Agent, DateOnly LeftAt);

/// <summary>Reads what is said of those who left.</summary>
public sealed class LeaverParser(TenantSettings settings, DateTimeOffset now)
{
    /// <summary>A leave is announced at most this long before.</summary>
    const int MostDaysAhead = 366;

    static readonly DateOnly First = new(1970, 1, 1);

    readonly IdentityNormalizer normalizer = new(settings.Country);

    public Outcome<Leaver> Parse(EmployeeId employee, ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<LeaverForm>(utf8, (form, errors) => Check(employee.ToString(), form.AgentId, form.LeftAt, errors))
            .Select(form => Of(employee, form.AgentId, form.LeftAt));

    public Outcome<Leaver> ParseLine(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<LeaverLine>(utf8, (line, errors) =>
        {
            if (line.Id is { } id)
            {
                EmployeeId.Check(id, errors);
            }

            Check(line.Id, line.AgentId, line.LeftAt, errors);
        }).Select(line => Of(EmployeeId.Stored(line.Id), line.AgentId, line.LeftAt));

    void Check(string? id, string? agentId, string? leftAt, FieldErrors errors)
    {
        if (agentId is not null && AgentOf(agentId) is not { } agent)
        {
            errors.Add("agentId", IdentityNormalizer.Expected(IdentityType.AgentId));
        }
        else if (agentId is not null && id is not null && AgentOf(id)?.Value == AgentOf(agentId)?.Value)
        {
            errors.Add("agentId", "must not be the id in the address, because addresses are logged; use an opaque id there");
        }

        if (leftAt is not null && DayOf(leftAt) is not { } day)
        {
            errors.Add("leftAt", "must be a date, like 2026-11-30, or an RFC 3339 timestamp");
        }
        else if (leftAt is not null && (DayOf(leftAt) < First || DayOf(leftAt) > Today.AddDays(MostDaysAhead)))
        {
            errors.Add("leftAt", $"must be between {First:yyyy-MM-dd} and a year from now");
        }
    }

    Leaver Of(EmployeeId employee, string agentId, string leftAt) => new(employee, AgentOf(agentId)!, DayOf(leftAt)!.Value);

    DateOnly Today => LeaverDocument.DayIn(settings, now);

    NormalizedIdentity? AgentOf(string text) => normalizer.TryNormalize(IdentityType.AgentId, text, out var agent) ? agent : null;

    DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Rfc3339.TryParse(text, out var time) ? LeaverDocument.DayIn(settings, time)
        : null;
}
