//! Which package of a repository each table of versions is about.

use std::borrow::Cow;

use super::Context;
use crate::markdown::BlockId;
use crate::policy::VersionTable;
use crate::repository::Place;

/// A table of versions, or the rows of one, and the package that it is about.
pub(super) struct PackageTable<'a> {
    /// Borrowed where it is the whole table.
    pub(super) table: Cow<'a, VersionTable>,
    /// The folder of the package.
    pub(super) package: String,
}

/// The tables that can be told to be about one package: the only one is about that of the policy; of several, each
/// about the one that its heading names, or each row about the one that it begins with.
pub(super) fn by_package<'a>(context: &Context<'a>) -> Vec<PackageTable<'a>> {
    let tables = &context.policy.version_tables;
    let own = context.place.map_or("", |place| place.package());
    if let [table] = &tables[..] {
        if name_column(table).is_none() {
            return vec![PackageTable { table: Cow::Borrowed(table), package: own.to_owned() }];
        }
    }
    // The packages below a package are told of at the root.
    let Some(place) = context.place.filter(|_| own.is_empty() && !tables.is_empty()) else { return Vec::new() };
    let names = Names::of(place);
    let mut found: Vec<PackageTable<'a>> = Vec::new();
    for table in tables {
        match name_column(table) {
            Some(column) => found.extend(rows_by_package(context, &names, table, column)),
            None => {
                let section = context.document().tables[table.table].section;
                let heading = context.document().heading_of(section);
                let package = heading.and_then(|heading| names.package(context.document().str(heading.text)));
                found.extend(package.map(|package| PackageTable { table: Cow::Borrowed(table), package }));
            }
        }
    }
    // Two about one package are of something else besides: editions, platforms.
    let packages: Vec<String> = found.iter().map(|table| table.package.clone()).collect();
    found.retain(|table| packages.iter().filter(|package| **package == table.package).count() == 1);
    found
}

/// The column of names before the versions.
fn name_column(table: &VersionTable) -> Option<usize> {
    table.other_columns.iter().copied().find(|&column| column < table.version_column)
}

/// The rows of each package that is named in a column.
fn rows_by_package<'a>(
    context: &Context<'a>,
    names: &Names,
    table: &VersionTable,
    column: usize,
) -> Vec<PackageTable<'a>> {
    let document = context.document();
    let shown = |cell: BlockId| document.str(document.block(cell).text);
    let mut found: Vec<PackageTable<'a>> = Vec::new();
    for row in &table.rows {
        let of_document = document.tables[table.table].rows.iter().find(|other| other.span == row.span);
        let cell = of_document.and_then(|row| row.cells.get(column));
        let Some(package) = cell.and_then(|&cell| names.package(shown(cell))) else { continue };
        match found.iter_mut().find(|known| known.package == package) {
            Some(known) => known.table.to_mut().rows.push(row.clone()),
            None => {
                let table = VersionTable { rows: vec![row.clone()], ..table.clone() };
                found.push(PackageTable { table: Cow::Owned(table), package });
            }
        }
    }
    found
}

/// What the packages of a workspace are called: folder, and a name in words.
struct Names(Vec<(String, Vec<String>)>);

impl Names {
    fn of(place: Place<'_>) -> Self {
        let packages = place.surroundings.packages();
        // Without others, headings tell parts of one package apart.
        let is_workspace = packages.len() > 1;
        let names = packages.into_iter().filter(|_| is_workspace).flat_map(|package| {
            let names = place.surroundings.names_of(&package);
            // `@acme/widget` is called widget.
            let name = move |name: String| (package.clone(), words(name.rsplit('/').next().unwrap_or(&name)));
            names.into_iter().map(name).collect::<Vec<_>>()
        });
        Self(names.filter(|(_, words)| !words.is_empty()).collect())
    }

    /// The folder of the package that a text names: by the longest name in it, if that is of one package alone.
    fn package(&self, text: &str) -> Option<String> {
        let text = words(text);
        let is_named = |name: &[String]| text.windows(name.len()).any(|words| words == name);
        let named: Vec<&(String, Vec<String>)> = self.0.iter().filter(|(_, name)| is_named(name)).collect();
        let longest = named.iter().map(|(_, name)| name.len()).max()?;
        let mut packages = named.iter().filter(|(_, name)| name.len() == longest).map(|(package, _)| package);
        let first = packages.next()?;
        packages.all(|other| other == first).then(|| first.clone())
    }
}

/// The words of a name or a text, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
