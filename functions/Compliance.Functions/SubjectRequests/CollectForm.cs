using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.SubjectRequests;

/// <summary>What the page of a delivery sends: <c>application/x-www-form-urlencoded</c>, a code and what is asked for.</summary>
sealed record CollectForm(string Code, DisclosedThing What)
{
    const int MostBytes = 1024;

    /// <returns>Null for anything else.</returns>
    public static async Task<CollectForm?> ReadAsync(HttpRequest request)
    {
        if (await request.ReadPublicFormAsync(MostBytes) is not { } form)
        {
            return null;
        }

        DisclosedThing? what = form["what"].ToString() switch
        {
            "letter" => DisclosedThing.Letter,
            "package" => DisclosedThing.Package,
            _ => null,
        };
        var code = string.Concat(form["code"].ToString().Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return what is { } thing && code.Length > 0 ? new CollectForm(code, thing) : null;
    }

    public override string ToString() => "CollectForm(redacted)";
}
