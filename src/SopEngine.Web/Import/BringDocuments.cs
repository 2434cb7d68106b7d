using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Import;

/// <summary>Brings documents to be read.</summary>
internal static class BringDocuments
{
    public const long LargestFile = 50L * 1024 * 1024;
    public const long LargestForm = (2 * LargestFile) + (1024 * 1024);
    private const int MostFiles = 60;

    /// <summary>Answers with the ids of the documents, those brought before among them.</summary>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, IReadOnlyList<IFormFile> Files) : IRequestOf<IReadOnlyList<long>>;

    internal sealed class Handler(DocumentImports imports, ReadingQueue queue, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, IReadOnlyList<long>>
    {
        public async Task<IReadOnlyList<long>> Handle(Command command, CancellationToken cancellationToken)
        {
            var files = command.Files.Where(file => file.FileName.Length > 0).ToList();
            if (files.Count == 0) throw new ProblemException(problems.Invalid("files", texts["Reading.Fault.None"]));
            if (files.Count > MostFiles) throw new ProblemException(problems.Invalid("files", texts["Reading.Fault.Many", MostFiles]));
            if (files.FirstOrDefault(file => file.Length > LargestFile) is { } large)
                throw new ProblemException(problems.Invalid("files", texts["Reading.Fault.Large", large.FileName]));

            var brought = new List<long>();
            foreach (var file in files)
            {
                using var content = new MemoryStream();
                await file.CopyToAsync(content, cancellationToken);
                var (id, isNew) = await imports.Bring(command.Person.UnitId, command.Person.Id, Named(file.FileName), content.ToArray(),
                    cancellationToken);
                if (id == 0) continue;
                if (isNew) queue.Add(command.Person.UnitId, id);
                brought.Add(id);
            }

            return brought;
        }

        /// <summary>Without folders and without what no text may hold.</summary>
        private static string Named(string name)
        {
            var plain = new string([.. name[(name.LastIndexOfAny(['/', '\\']) + 1)..]
                .Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
            return plain.Length == 0 ? "dokumen" : plain.Length > 200 ? plain[^200..] : plain;
        }
    }
}
