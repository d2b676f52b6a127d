namespace Compliance.SubjectRequests;

/// <summary>Languages that letters are written in; each has a folder of sentences beside this file. Names are ISO 639-1 codes.</summary>
public enum LetterLanguage
{
    En,
    De,
    Fr,
    Es,
    Nl,
    It,
}

public static class LetterLanguages
{
    /// <param name="tag">A BCP 47 tag, like <c>de-AT</c>; null if unknown.</param>
    /// <returns>Null for a language that no letter is written in.</returns>
    public static LetterLanguage? Of(string? tag) =>
        tag is not null && Enum.TryParse<LetterLanguage>(tag.Split('-')[0], ignoreCase: true, out var language) && Enum.IsDefined(language)
        && !char.IsAsciiDigit(tag[0])
            ? language
            : null;

    public static string CodeOf(LetterLanguage language) => language.ToString().ToLowerInvariant();
}
