using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.Failures;
using Compliance.Functions.Http;
using Compliance.Functions.Local;
using Compliance.Local.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compliance.Local.Timers;

/// <summary>
/// <c>POST /api/local/clock</c> <c>{"advance":"P400D"}</c> moves this machine's clock forward and answers <c>{"now"}</c>. Timers that became
/// due run within a second, each once, as after an outage; durable timers, deadlines and expiry follow. Local only.
/// </summary>
static partial class ClockEndpoint
{
    const int MostYears = 20;

    public static void Map(IEndpointRouteBuilder routes, LocalClock clock) =>
        routes.MapMethods("api/local/clock", [HttpMethods.Post], async http =>
        {
            if (LocalCaller.Refuse(http.Request) is { } refusal)
            {
                await ProblemWriter.WriteAsync(http, refusal);
            }
            else if (!(await http.Request.ReadJsonAsync<Form>(http.RequestAborted)).IsSuccess(out var form, out var failure))
            {
                await ProblemWriter.WriteAsync(http, failure);
            }
            else if (Parse(form.Advance) is not { } advance || advance(clock.GetUtcNow()) > Last)
            {
                await ProblemWriter.WriteAsync(http, Failure.Invalid(FieldErrors.Of(
                    "advance", $"must be an ISO 8601 duration, such as P400D or PT12H, that ends before {Last.Year}")));
            }
            else
            {
                await http.Response.WriteAsJsonAsync(new Answer(clock.Advance(advance)), http.RequestAborted);
            }
        });

    static DateTimeOffset Last { get; } = new(TimeProvider.System.GetUtcNow().Year + MostYears, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Years and months by the calendar, the rest as it is.</summary>
    static Func<DateTimeOffset, DateTimeOffset>? Parse(string? text)
    {
        if (text is null || Duration().Match(text) is not { Success: true } parts || text.EndsWith('T') || text == "P")
        {
            return null;
        }

        int Part(string name) => parts.Groups[name] is { Success: true } part ? int.Parse(part.Value, CultureInfo.InvariantCulture) : 0;
        return now => now.AddYears(Part("years")).AddMonths(Part("months")).AddDays((7 * Part("weeks")) + Part("days"))
            .AddHours(Part("hours")).AddMinutes(Part("minutes")).AddSeconds(Part("seconds"));
    }

    // So few digits that no sum leaves the range of a date.
    [GeneratedRegex(
        @"^P(?:(?<years>\d{1,2})Y)?(?:(?<months>\d{1,3})M)?(?:(?<weeks>\d{1,3})W)?(?:(?<days>\d{1,5})D)?"
        + @"(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,9})S)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Duration();

    sealed record Form(string? Advance);

    sealed record Answer(DateTimeOffset Now);
}
