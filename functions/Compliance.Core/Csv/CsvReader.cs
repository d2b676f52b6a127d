using System.Text;

namespace Compliance.Csv;

/// <summary>Reads CSV (RFC 4180): commas, quotes doubled inside quotes, CRLF or LF.</summary>
static class CsvReader
{
    /// <returns>Each record with the number of its first line, from 1; null where a quote is not closed or stands in the wrong place.</returns>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)>? Read(string text)
    {
        var (records, fields, field) = (new List<(int, IReadOnlyList<string>)>(), new List<string>(), new StringBuilder());
        var (line, first, quoted, closed) = (1, 1, false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    (quoted, closed) = (false, true);
                }
            }
            else if (c == '"')
            {
                if (field.Length > 0 || closed)
                {
                    return null;
                }

                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                EndField();
                if (c == '\n')
                {
                    EndRecord();
                }
            }
            else if (c != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                if (closed)
                {
                    return null;
                }

                field.Append(c);
            }
        }

        if (field.Length > 0 || fields.Count > 0 || closed)
        {
            EndField();
            EndRecord();
        }

        return quoted ? null : records;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            closed = false;
        }

        void EndRecord()
        {
            // An empty line is none.
            if (fields is not [""])
            {
                records.Add((first, [.. fields]));
            }

            fields.Clear();
            first = line;
        }
    }
}
