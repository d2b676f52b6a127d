using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Json;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.SubjectRequests;

/// <summary>What the public form page sends: <c>application/x-www-form-urlencoded</c>.</summary>
static class PublicFormBody
{
    const int MostBytes = 32 * 1024;
    const int MostCharacters = 200;

    /// <returns>Null for anything else, and for a form that was sent from a page elsewhere.</returns>
    public static async Task<PublicForm?> ReadAsync(HttpRequest request)
    {
        if (await request.ReadPublicFormAsync(MostBytes) is not { } form)
        {
            return null;
        }

        var number = form["number"].ToString();
        return new PublicForm(
            PublicForm.Offered.Cast<SubjectRequestType?>().FirstOrDefault(x => PublicFormPage.NameOf(x!.Value) == form["type"].ToString()),
            Text(form, "email"),
            Text(form, "phone"),
            Text(form, "account"),
            Text(form, "name"),
            Text(form, "words"),
            PublicForm.IsNumber(number) ? number : PublicForm.NewNumber());
    }

    /// <summary>The fields to look at, by the rules of every filing.</summary>
    public static IReadOnlyCollection<string> Faults(
        PublicForm? form, LetterLanguage language, IdentityNormalizer normalizer, DateTimeOffset now)
    {
        if (form?.Filing(language) is not { } filing)
        {
            return ["type"];
        }

        (string Name, string? Value)[] given =
            [("email", form.Email), ("phone", form.Phone), ("account", form.Account), ("name", form.Name)];
        string[] wrong = [.. given.Where(x => x.Value?.Length > MostCharacters).Select(x => x.Name)];
        return wrong.Length > 0 ? wrong
            : SubjectRequestForm.Parse(StrictJson.Write(filing), normalizer, now).Failure?.Errors is { } errors
                ? [.. errors.ByField.Keys.Select(x => NameOf(x, filing)).Distinct(StringComparer.Ordinal)]
                : [];
    }

    static string NameOf(string field, SubjectRequestForm filing)
    {
        if (field.StartsWith("identities[", StringComparison.Ordinal)
            && int.TryParse(field["identities[".Length..].Split(']')[0], out var index))
        {
            return filing.Identities[index].Type switch
            {
                IdentityType.Email => "email",
                IdentityType.Phone => "phone",
                IdentityType.Name => "name",
                _ => "account",
            };
        }

        return field is "reason" ? "words" : "reach";
    }

    static string? Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
