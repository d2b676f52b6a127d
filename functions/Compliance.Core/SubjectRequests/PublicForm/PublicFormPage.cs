using Compliance.Html;

namespace Compliance.SubjectRequests;

/// <summary>What the public form page says.</summary>
public enum PublicFormState
{
    /// <summary>To be filled in.</summary>
    Empty,

    /// <summary>Something in it cannot be so; what was written stays.</summary>
    Wrong,

    /// <summary>Too many were sent.</summary>
    Later,

    /// <summary>Received: one answer for all, known or unknown, first or again.</summary>
    Received,

    /// <summary>There is no such page.</summary>
    None,
}

/// <summary>The page on which anybody files a request, in six languages. No script; nothing is loaded.</summary>
public static class PublicFormPage
{
    static readonly HtmlTemplate Page = new("form.liquid");

    /// <param name="controller">Name of the controller; null for a general wording.</param>
    /// <param name="wrong">Names of the fields to look at: <c>email</c>, ….</param>
    public static string Write(
        LetterLanguage language, PublicFormState state, PublicForm form, string? controller, IReadOnlyCollection<string> wrong)
    {
        var words = LetterWords.In(language);
        bool IsWrong(string field) => wrong.Contains(field, StringComparer.Ordinal);
        return Page.Render(new
        {
            Language = LetterLanguages.CodeOf(language),
            Title = words.Say(state switch
            {
                PublicFormState.Received => "form.received.title",
                PublicFormState.None => "form.none",
                _ => "form.title",
            }),
            Sender = controller ?? words.Say("controller"),
            Text = state switch
            {
                PublicFormState.Received => words.Say("form.received"),
                PublicFormState.None => null,
                _ => words.Say("form.lead"),
            },
            Asks = state is not (PublicFormState.Received or PublicFormState.None),
            Failed = state switch
            {
                PublicFormState.Wrong => words.Say("form.wrong"),
                PublicFormState.Later => words.Say("page.later"),
                _ => null,
            },
            Type = words.Say("form.type"),
            Types = PublicForm.Offered.Select(x => new { Value = NameOf(x), Text = words.Say("form.type", x), Chosen = form.Type == x }),
            Fields = FieldsOf(form).Select(x => new
            {
                x.Name, x.Kind, x.Fill, x.Value, Text = words.Say($"form.{x.Name}"), Wrong = IsWrong(x.Name),
            }),
            Reach = words.Say("form.reach"),
            ReachWrong = IsWrong("reach"),
            TypeWrong = IsWrong("type"),
            Words = words.Say("form.words"),
            Written = form.Words,
            WordsWrong = IsWrong("words"),
            Send = words.Say("form.send"),
            form.Number,
        });
    }

    /// <summary>What a person is found by: names of fields, kinds for a telephone's keyboard, what a browser may fill in.</summary>
    static IEnumerable<(string Name, string Kind, string Fill, string? Value)> FieldsOf(PublicForm form) =>
    [
        ("email", "email", "email", form.Email), ("phone", "tel", "tel", form.Phone), ("account", "text", "off", form.Account),
        ("name", "text", "name", form.Name),
    ];

    public static string NameOf(SubjectRequestType type) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
}
