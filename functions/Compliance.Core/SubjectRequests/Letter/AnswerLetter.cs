namespace Compliance.SubjectRequests;

public enum LetterFormat
{
    /// <summary>A whole page in itself: <c>text/html; charset=utf-8</c>.</summary>
    Html,

    /// <summary>At most 78 characters a line: <c>text/plain; charset=utf-8</c>.</summary>
    Text,
}

/// <summary>
/// The letter to the person, in English (GDPR Art. 12(1): concise, intelligible, plain). The same facts make the same letter, byte for
/// byte. Words that people wrote lose phone numbers, card numbers and addresses before they enter it.
/// </summary>
public static class AnswerLetter
{
    public static string Write(AnswerFacts facts, LetterFormat format)
    {
        var letter = new LetterContent(facts).Write();
        return format is LetterFormat.Html ? HtmlLetter.Render(letter) : TextLetter.Render(letter);
    }
}
