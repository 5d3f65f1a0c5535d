//! Names of Brazilian people, places and streets, to be combined at random.

/// Grammatical gender, for "obrigado" and "obrigada".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Feminine,
    Masculine,
}

#[rustfmt::skip]
pub(crate) const WOMEN: [&str; 60] = [
    "Maria", "Ana", "Juliana", "Fernanda", "Mariana", "Camila", "Patrícia", "Aline", "Letícia",
    "Gabriela", "Beatriz", "Larissa", "Amanda", "Bruna", "Vanessa", "Adriana", "Luciana", "Jéssica",
    "Carla", "Débora", "Simone", "Renata", "Cristina", "Tatiane", "Priscila", "Sandra", "Rafaela",
    "Carolina", "Isabela", "Natália", "Eduarda", "Júlia", "Sofia", "Helena", "Laura", "Alice", "Vitória",
    "Cláudia", "Mônica", "Rosângela", "Elaine", "Viviane", "Daniela", "Michele", "Raquel", "Sabrina",
    "Thaís", "Bianca", "Lívia", "Marina", "Clara", "Cecília", "Lúcia", "Regina", "Teresa", "Joana",
    "Rita", "Vera", "Ivone", "Yasmin",
];

#[rustfmt::skip]
pub(crate) const MEN: [&str; 60] = [
    "José", "João", "Carlos", "Paulo", "Lucas", "Marcos", "Pedro", "Gabriel", "Rafael", "Felipe",
    "Bruno", "Rodrigo", "Gustavo", "Leonardo", "Eduardo", "Ricardo", "Fernando", "Marcelo", "Daniel",
    "André", "Thiago", "Luiz", "Antônio", "Francisco", "Vinícius", "Diego", "Matheus", "Guilherme",
    "Leandro", "Fábio", "Alexandre", "Roberto", "Sérgio", "Renato", "Henrique", "Caio", "Murilo", "Igor",
    "Arthur", "Davi", "Samuel", "Otávio", "Cláudio", "Márcio", "Adriano", "Jorge", "Mauro", "Wagner",
    "Edson", "Gilberto", "Hélio", "Nelson", "Raimundo", "Sebastião", "Enzo", "Heitor", "Miguel",
    "Bernardo", "Danilo", "Everton",
];

#[rustfmt::skip]
pub(crate) const SURNAMES: [&str; 72] = [
    "Silva", "Santos", "Oliveira", "Souza", "Rodrigues", "Ferreira", "Alves", "Pereira", "Lima", "Gomes",
    "Costa", "Ribeiro", "Martins", "Carvalho", "Almeida", "Lopes", "Soares", "Fernandes", "Vieira",
    "Barbosa", "Rocha", "Dias", "Nascimento", "Andrade", "Moreira", "Nunes", "Marques", "Machado",
    "Mendes", "Freitas", "Cardoso", "Ramos", "Gonçalves", "Santana", "Teixeira", "Araújo", "Cavalcanti",
    "Monteiro", "Moura", "Correia", "Pinto", "Campos", "Batista", "Castro", "Melo", "Azevedo", "Borges",
    "Cunha", "Farias", "Barros", "Duarte", "Peixoto", "Queiroz", "Rezende", "Sales", "Tavares", "Viana",
    "Xavier", "Nogueira", "Macedo", "Leite", "Guimarães", "Fonseca", "Dantas", "Coelho", "Brito",
    "Assis", "Aguiar", "Bezerra", "Neves", "Prado", "Siqueira",
];

/// Cities with their area code, the largest first.
#[rustfmt::skip]
pub(crate) const CITIES: [(&str, u8); 40] = [
    ("São Paulo", 11), ("Rio de Janeiro", 21), ("Belo Horizonte", 31), ("Campinas", 19),
    ("Salvador", 71), ("Curitiba", 41), ("Fortaleza", 85), ("Recife", 81), ("Porto Alegre", 51),
    ("Brasília", 61), ("Goiânia", 62), ("Guarulhos", 11), ("Santos", 13), ("Ribeirão Preto", 16),
    ("Sorocaba", 15), ("São José dos Campos", 12), ("Uberlândia", 34), ("Juiz de Fora", 32),
    ("Niterói", 21), ("Vitória", 27), ("Florianópolis", 48), ("Joinville", 47), ("Londrina", 43),
    ("Maringá", 44), ("Caxias do Sul", 54), ("Natal", 84), ("João Pessoa", 83), ("Maceió", 82),
    ("Aracaju", 79), ("Teresina", 86), ("São Luís", 98), ("Belém", 91), ("Manaus", 92), ("Cuiabá", 65),
    ("Campo Grande", 67), ("Palmas", 63), ("Porto Velho", 69), ("Macapá", 96), ("Boa Vista", 95),
    ("Bauru", 14),
];

#[rustfmt::skip]
pub(crate) const QUARTERS: [&str; 24] = [
    "Centro", "Jardim América", "Vila Nova", "Santa Cruz", "Boa Vista", "São José", "Jardim das Flores",
    "Bela Vista", "Santo Antônio", "Vila Maria", "Alto da Boa Vista", "Parque das Nações",
    "Jardim Primavera", "Nova Esperança", "Santa Luzia", "Vila Mariana", "Planalto", "Cidade Nova",
    "Jardim Europa", "São Francisco", "Bom Jesus", "Vila Rica", "Campo Belo", "Santa Rita",
];

#[rustfmt::skip]
pub(crate) const STREETS: [&str; 20] = [
    "Rua das Acácias", "Rua Sete de Setembro", "Avenida Brasil", "Rua XV de Novembro", "Rua Tiradentes",
    "Rua das Palmeiras", "Avenida Getúlio Vargas", "Rua Dom Pedro II", "Rua Santos Dumont",
    "Rua São João", "Rua Castro Alves", "Rua Marechal Deodoro", "Avenida Paraná", "Rua Rui Barbosa",
    "Rua das Orquídeas", "Rua Bahia", "Rua Minas Gerais", "Travessa do Comércio", "Avenida Atlântica",
    "Rua da Matriz",
];

/// Converts a name to lower case without accents, for logins and e-mail addresses.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            'Á' | 'Â' | 'Ã' | 'À' | 'á' | 'â' | 'ã' | 'à' => Some('a'),
            'É' | 'Ê' | 'é' | 'ê' => Some('e'),
            'Í' | 'í' => Some('i'),
            'Ó' | 'Ô' | 'Õ' | 'ó' | 'ô' | 'õ' => Some('o'),
            'Ú' | 'ú' | 'ü' => Some('u'),
            'Ç' | 'ç' => Some('c'),
            ' ' => Some('.'),
            other => other.is_ascii_alphanumeric().then(|| other.to_ascii_lowercase()),
        })
        .collect()
}
