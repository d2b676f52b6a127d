using Compliance.Html;

namespace Compliance.SubjectRequests;

/// <summary>The page behind a link: it asks for the code, and says the same of every failure. No script; nothing is loaded.</summary>
public static class DeliveryPage
{
    static readonly HtmlTemplate Page = new("delivery.liquid");

    /// <param name="status">200 for the empty form, 429 for too many attempts, 404 for any other failure.</param>
    public static string Write(LetterLanguage language, int status)
    {
        var words = LetterWords.In(language);
        return Page.Render(new
        {
            Language = LetterLanguages.CodeOf(language),
            Title = words.Say("page.title"),
            Lead = words.Say("page.lead"),
            Code = words.Say("page.code"),
            Letter = words.Say("page.letter"),
            Package = words.Say("page.package"),
            Failed = status switch { 200 => null, 429 => words.Say("page.later"), _ => words.Say("page.failed") },
        });
    }
}
