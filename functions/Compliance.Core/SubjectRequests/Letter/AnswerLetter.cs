namespace Compliance.SubjectRequests;

public enum LetterFormat
{
    /// <summary>A self-contained page: <c>text/html; charset=utf-8</c>.</summary>
    Html,

    /// <summary>At most 78 characters per line: <c>text/plain; charset=utf-8</c>.</summary>
    Text,
}

/// <summary>
/// The letter to the person, in one of six languages (GDPR Art. 12(1): concise, intelligible, plain). The same facts give the same letter, byte for
/// byte. Phone numbers, card numbers and addresses are removed from words that people wrote before these enter the letter.
/// </summary>
public static class AnswerLetter
{
    public static string Write(AnswerFacts facts, LetterFormat format)
    {
        var letter = new LetterContent(facts).Write();
        return format is LetterFormat.Html ? HtmlLetter.Render(letter) : TextLetter.Render(letter);
    }
}
